using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Connectors.AhrefsControls;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>
/// Opens the menu of one ordinary member and of one invitation, and each dialog that leads to an effect, tells what they hold, and leaves
/// them by the button that changes nothing. Nothing that confirms is ever clicked, and neither is a menu's entry that sends without
/// asking. Nobody knows of an unverified page what a click does: the page is kept from sending anything meanwhile.
/// </summary>
internal sealed class DialogProbe(AhrefsVisit visit, AhrefsPage page, ProbeEyes eyes)
{
    private const string Menu = "row.actions";
    private static readonly TimeSpan Sighting = TimeSpan.FromSeconds(20);
    private readonly List<ProbedPlace> places = [];

    public async Task<IReadOnlyList<ProbedPlace>> RunAsync(ListLook? confirmed, ListLook? pending, CancellationToken cancel)
    {
        await using var gate = await SendingGate.CloseAsync(page.Page, page.IsKnownRead);
        await OfRowAsync(ProbePlaces.MemberMenu, [Step.ChangeRole, Step.Remove], "confirmed", await OrdinaryAsync(confirmed, cancel), cancel);
        await DialogAsync(Step.Invite, "pending", email: null, cancel);
        await OfRowAsync(ProbePlaces.InvitationMenu, [Step.CancelInvitation], "pending", pending?.Rows.FirstOrDefault(HasAddress)?.Email, cancel);
        return places;
    }

    private async Task OfRowAsync(ProbePlace menu, IReadOnlyList<Step> steps, string list, string? email, CancellationToken cancel)
    {
        if (email is null)
        {
            places.Add(new ProbedPlace(menu.Name, [], "nobody in the list whose menu may be opened", [], EvidenceId: null));
            return;
        }

        var trouble = await TryAsync(() => OpenMenuAsync(list, email, steps[0].Opener, cancel));
        places.Add(await eyes.TellAsync(menu, page, trouble, [], cancel));
        foreach (var step in steps)
            await DialogAsync(step, list, email, cancel);
    }

    private async Task DialogAsync(Step step, string list, string? email, CancellationToken cancel)
    {
        PageLook? look = null;
        var trouble = await TryAsync(async () =>
        {
            if (email is null)
                await ReloadAsync(list, cancel);
            else
                await OpenMenuAsync(list, email, step.Opener, cancel);
            await EnterAsync(step, cancel);
            look = await page.GlanceAsync(new LookRequest("shell", Strict: true, Dialog: step.Dialog), Sighting, FailurePhase.Prepare, cancel);
        });
        var asked = look?.Asked;
        trouble ??= asked is null ? $"after a click on {step.Opener} no {step.Dialog} came up ({look?.State}{(look?.Dialog is { } other ? $": '{visit.Quote(other)}'" : "")})" : null;
        if (trouble is null && email is not null && (asked?.Targets is not [var target] || !MemberListChecks.IsSame(target, email)))
            trouble = $"{step.Dialog}.target does not name the one person whose menu was opened";
        var told = await eyes.TellAsync(ProbePlaces.DialogOf(step, visit.Map.Landmarks.Keys), page, trouble, [.. (asked?.Extra ?? []).Select(visit.Quote).Distinct(StringComparer.Ordinal)], cancel);
        places.Add(asked is null ? told : told with { Trouble = trouble ?? await LeaveAsync(step, told, cancel) });
    }

    // By the button that changes nothing; where that one is not there, the next load of the page leaves it.
    private async Task<string?> LeaveAsync(Step step, ProbedPlace told, CancellationToken cancel)
    {
        if (!told.Landmarks.Any(landmark => landmark.Key == step.Leave && landmark.State is LandmarkState.Found))
            return null;
        return await TryAsync(async () =>
        {
            await page.ClickAsync(step.Leave, FailurePhase.Prepare, cancel);
            var look = await page.GlanceAsync(new LookRequest("shell", Strict: true), Sighting, FailurePhase.Prepare, cancel);
            if (look.State is not "ready")
                throw AhrefsPage.Fault(FailureKind.UnexpectedOverlay, FailurePhase.Prepare, $"{step.Leave} does not leave the dialog");
        });
    }

    private async Task OpenMenuAsync(string list, string email, string entry, CancellationToken cancel)
    {
        await ReloadAsync(list, cancel);
        await page.UseAsync(
            PersonControls.Script, new { page = list, key = MemberListChecks.RowKey(email), way = "menu", part = "first" }, Menu, FailurePhase.Prepare, cancel, element => page.ClickAsync(element, Menu, FailurePhase.Prepare));
        await page.GlanceAsync(new LookRequest("shell", Strict: true, Await: entry), Sighting, FailurePhase.Prepare, cancel);
    }

    // Only what a dialog follows, by the map: whose it is, that dialog has to tell.
    private Task EnterAsync(Step step, CancellationToken cancel) => step == Step.Invite
        ? page.ClickAsync(step.Opener, FailurePhase.Prepare, cancel)
        : page.UseAsync(PageScripts.Find, new { key = step.Opener }, step.Opener, FailurePhase.Prepare, cancel, element => page.ClickAsync(element, step.Opener, FailurePhase.Prepare));

    // Each menu and dialog begins on a page that holds nothing of the one before.
    private async Task ReloadAsync(string list, CancellationToken cancel)
    {
        await page.OpenAsync(list, FailurePhase.Navigate, cancel);
        await page.LookAsync(new LookRequest(list), FailurePhase.Read, cancel);
    }

    // Of a list that shows a window only, whoever is in the first one.
    private async Task<string?> OrdinaryAsync(ListLook? list, CancellationToken cancel)
    {
        var rows = list?.Rows ?? [];
        if (list is { Mode: "virtual" })
        {
            await ReloadAsync("confirmed", cancel);
            rows = (await page.ScrollAsync("confirmed", 0, TimeSpan.Zero, cancel)).Rows;
        }

        var self = await visit.UsernameAsync(cancel);
        return rows.FirstOrDefault(row => !row.Self && HasAddress(row) && !MemberListChecks.IsSame(row.Email, self) && IsOrdinary(row.Role))?.Email;
    }

    // Nobody's dialog is opened whose removal nobody would ever want, and no role is guessed.
    private bool IsOrdinary(string? role) =>
        visit.Map.Languages.Values.SelectMany(words => words.Roles).Any(known => known.Key == role && (known.Value is nameof(AppRole.Member) or nameof(AppRole.Guest)));

    private static bool HasAddress(RowLook row) => row.Email is { } email && email.Contains('@', StringComparison.Ordinal) && !email.EndsWith('…');

    private static async Task<string?> TryAsync(Func<Task> look)
    {
        try
        {
            await look();
            return null;
        }
        catch (AppFailureException e) when (e.Failure.Kind is FailureKind.PageContractBroken or FailureKind.UnexpectedOverlay or FailureKind.ReadIncomplete or FailureKind.TimeoutBeforeSubmit)
        {
            return $"{e.Failure.Kind}: {e.Failure.Detail}";
        }
    }
}
