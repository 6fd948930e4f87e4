using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>
/// Compares the site's pages with the page map, in a signed-in visit. It opens the pages that an ordinary visit opens, and menus and
/// dialogs only where a person lets it; whatever it opens it leaves again, and while it does so the page can send nothing.
/// </summary>
internal sealed class PageProbe(AhrefsVisit visit, SessionKeeper keeper, ProbeWish wish)
{
    // What concerns one page is told of that page, and the others are looked at; anything else ends the visit as it always does.
    private static readonly FailureKind[] OfOnePage =
    [
        FailureKind.PageContractBroken, FailureKind.ReadIncomplete, FailureKind.ReadInconsistent, FailureKind.UnexpectedOverlay, FailureKind.InsufficientRole,
        FailureKind.TimeoutBeforeSubmit,
    ];

    private readonly ProbeEyes eyes = new(visit);
    private readonly List<ProbedPlace> places = [];
    private readonly HashSet<string> answers = new(StringComparer.Ordinal);

    public async Task<ProbeReport> RunAsync(MapIdentity map, CancellationToken cancel)
    {
        var page = await visit.OpenPageAsync();
        WorkspaceAnswer.ReadAhead(page, visit.Map);
        var isOperator = await VerifyOperatorAsync(await OpenAsync(ProbePlaces.Account, page, cancel), cancel);
        var confirmed = await OpenAsync(ProbePlaces.Confirmed, page, cancel);
        var open = await WorkspaceAsync(page, confirmed, cancel);
        var pending = await OpenAsync(ProbePlaces.Pending, page, cancel);
        await OpenAsync(ProbePlaces.Limits, page, cancel);
        if (wish.OpenDialogs && isOperator && IsMeant(open))
        {
            visit.Run.Report("Opens dialogs and leaves them again");
            places.AddRange(await new DialogProbe(visit, page, eyes).RunAsync(confirmed?.List, pending?.List, cancel));
        }

        var keys = visit.Map.Landmarks.Keys;
        return new ProbeReport(
            map, visit.Tools.Site.IsRealSite, eyes.Language, open, places,
            [.. EffectNeeds.Steps.Select(step => EffectNeeds.Of(step, places, keys))],
            [.. visit.Map.Answers.Select(answer => new ProbedAnswer(answer.Key, answer.Value.Path, answers.Contains(answer.Key)))],
            visit.Session.Refused,
            [.. keys.Where(key => !eyes.Looked.Contains(key)).Order(StringComparer.Ordinal)]);
    }

    private async Task<PageLook?> OpenAsync(ProbePlace place, AhrefsPage page, CancellationToken cancel)
    {
        visit.Run.Report($"Looks at the page {place.Name}");
        PageLook? look = null;
        string? trouble = null;
        try
        {
            await page.OpenAsync(place.Page.Path, FailurePhase.Navigate, cancel);
            look = await page.LookAsync(new LookRequest(place.Page.Look, [AhrefsReads.WorkspaceText, "account.operatorEmail"]), FailurePhase.Read, cancel);
        }
        catch (AppFailureException e) when (OfOnePage.Contains(e.Failure.Kind))
        {
            trouble = $"{e.Failure.Kind}: {e.Failure.Detail}";
        }

        places.Add(await eyes.TellAsync(place, page, trouble, [], cancel));
        answers.UnionWith(visit.Map.Answers.Keys.Where(name => page.Watch.Answers(name).Count > 0));
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

    private async Task<AppWorkspace?> WorkspaceAsync(AhrefsPage page, PageLook? look, CancellationToken cancel)
    {
        try
        {
            return look is null ? null : OpenWorkspace.Of(look, await WorkspaceAnswer.SeenByAsync(page, visit.Map, cancel));
        }
        catch (AppFailureException)
        {
            // No page tells it, or two things on one page tell different ones.
            return null;
        }
    }

    private bool IsMeant(AppWorkspace? open) => open is not null && wish.Workspace is { } pinned && OpenWorkspace.IsPinned(open, pinned);
}
