using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>
/// Compares the site's pages with the page map, in a signed-in visit. It opens the pages that an ordinary visit opens, and menus and
/// dialogs only where a person lets it; whatever it opens it leaves again. From its first click in a page on, an overlay's button
/// included, the page can send nothing.
/// </summary>
internal sealed class PageProbe(AhrefsVisit visit, SessionKeeper keeper, ProbeWish wish)
{
    private readonly ProbeEyes eyes = new(visit);
    private readonly List<ProbedPlace> places = [];
    private readonly HashSet<string> answers = new(StringComparer.Ordinal);
    private AppWorkspace? open;
    private bool isElsewhere;

    public async Task<ProbeReport> RunAsync(MapIdentity map, CancellationToken cancel)
    {
        // What no picture may show has to be known before the first one is taken.
        await visit.CredentialsAsync(cancel);
        var page = await visit.OpenPageAsync();
        WorkspaceAnswer.ReadAhead(page, visit.Map);
        visit.Session.StaysCold = true;
        await using var gate = await SendingGate.OnAsync(page.Page, new GateRule(visit.Tools.Site.Address, page.NameOfAnswer, visit.Map.Beacons), visit.Tools.Time);
        page.Gate = gate;
        try
        {
            return await LookAsync(map, page, gate, cancel);
        }
        catch (AppFailureException e) when (e.Failure.Kind is not FailureKind.SessionExpired)
        {
            // Pictured before the gate leaves the page.
            throw new AppFailureException(await visit.WithEvidenceAsync(e.Failure), e);
        }
    }

    private async Task<ProbeReport> LookAsync(MapIdentity map, AhrefsPage page, SendingGate gate, CancellationToken cancel)
    {
        var isOperator = await VerifyOperatorAsync(await OpenAsync(ProbePlaces.Account, page, gate, cancel), cancel);
        var confirmed = await OpenAsync(ProbePlaces.Confirmed, page, gate, cancel);
        var pending = await OpenAsync(ProbePlaces.Pending, page, gate, cancel);
        await OpenAsync(ProbePlaces.Limits, page, gate, cancel);
        if (visit.Map.Paths.ContainsKey(ProbePlaces.ApiKeysPath))
            await OpenAsync(ProbePlaces.ApiKeys, page, gate, cancel);
        IReadOnlyDictionary<string, string> ways = new Dictionary<string, string>(StringComparer.Ordinal);
        if (wish.OpenDialogs && FindObstacle(isOperator) is { } obstacle)
        {
            places.Add(new ProbedPlace(ProbePlaces.NoDialogs, [], $"no dialog was opened: {obstacle}", [], EvidenceId: null));
        }
        else if (wish is { OpenDialogs: true, Workspace: { } meant })
        {
            visit.Run.Report("Opens dialogs and leaves them again");
            var dialogs = new DialogProbe(visit, page, eyes, gate, meant);
            places.AddRange(await dialogs.RunAsync(confirmed?.List, pending?.List, cancel));
            ways = dialogs.Ways;
        }

        var keys = visit.Map.Landmarks.Keys;
        return new ProbeReport(
            map, visit.Tools.Site.IsRealSite, eyes.Language, open, places,
            [.. EffectNeeds.Steps.Select(step => EffectNeeds.Of(step, places, keys, ways.GetValueOrDefault(step.Name, ControlWay.Menu)))],
            [.. visit.Map.Answers.Select(answer => new ProbedAnswer(answer.Key, answer.Value.Path, answers.Contains(answer.Key)))],
            visit.Session.Refused,
            [.. keys.Where(key => !eyes.Looked.Contains(key)).Order(StringComparer.Ordinal)]);
    }

    private async Task<PageLook?> OpenAsync(ProbePlace place, AhrefsPage page, SendingGate gate, CancellationToken cancel)
    {
        visit.Run.Report($"Looks at the page {place.Name}");
        PageLook? look = null;
        var refusals = gate.Refusals;
        var trouble = await PlaceTrouble.TryAsync(async () =>
        {
            await page.OpenAsync(place.Page.Path, FailurePhase.Navigate, cancel);
            look = await page.LookAsync(new LookRequest(place.Page.Look, [AhrefsReads.WorkspaceText, "account.operatorEmail"]), FailurePhase.Read, cancel);
        });
        trouble ??= await FindElsewhereAsync(page, look, cancel);
        var told = await eyes.TellAsync(look is { List: { } list } && !IsWhole(list, look.Language) ? place.WithSearch() : place, page, trouble, [], cancel);
        answers.UnionWith(visit.Map.Answers.Keys.Where(name => page.Watch.Answers(name).Count > 0));
        // An overlay was closed: nobody has verified that its button is no other's.
        if (gate.IsClosed)
            told = told.And(await PlaceTrouble.TryAsync(() => gate.LeaveAsync(page, cancel)));
        places.Add(told.And(gate.Since(refusals)));
        return look;
    }

    // Somebody else's session ends the probe; one that nobody can tell opens no dialog.
    private async Task<bool> VerifyOperatorAsync(PageLook? look, CancellationToken cancel)
    {
        if (look?.Text("account.operatorEmail") is not { } shown || look.Count("account.operatorEmail") != 1)
            return false;
        if (!MemberListChecks.IsSame(shown, await visit.UsernameAsync(cancel)))
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Navigate, "operatorMismatch: somebody else than the automation account is signed in");
        await keeper.WorksAsync(cancel);
        return true;
    }

    // Every page has to tell the same workspace, and the hub's where that is known. The report names the one that is told with its id.
    private async Task<string?> FindElsewhereAsync(AhrefsPage page, PageLook? look, CancellationToken cancel)
    {
        if (look is null)
            return null;
        AppWorkspace told;
        try
        {
            told = OpenWorkspace.Of(look, await WorkspaceAnswer.SeenByAsync(page, visit.Map, cancel));
        }
        catch (AppFailureException e) when (e.Failure.Kind is FailureKind.PageContractBroken or FailureKind.WrongWorkspace)
        {
            isElsewhere |= e.Failure.Kind is FailureKind.WrongWorkspace;
            return $"{e.Failure.Kind}: {e.Failure.Detail}";
        }

        var before = open;
        open = open is { HasId: true } ? open : told;
        if ((before is null || told.MayBe(before)) && (wish.Workspace is not { } pinned || told.MayBe(pinned)))
            return null;
        isElsewhere = true;
        return $"{FailureKind.WrongWorkspace}: '{visit.Quote(told.Name)}' is open, and not the hub's workspace or that of the pages before";
    }

    private string? FindObstacle(bool isOperator) =>
        !isOperator ? "the account page does not tell that the automation account is signed in"
        : wish.Workspace is null ? "the hub is not connected, so it is not known which workspace is meant"
        : open is null ? "no page tells which workspace is open"
        : isElsewhere ? "another workspace is open than the hub's"
        : null;

    // As a change sees it: whoever is not in the list that it loads is searched for.
    private bool IsWhole(ListLook list, string language) =>
        new PersonLook(list.Mode, list.Lists, [], Range: list.Range).IsWhole(visit.Map.Languages.GetValueOrDefault(language)?.NumberGroups ?? "");
}
