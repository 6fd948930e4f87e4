using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Connectors.AhrefsControls;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>
/// Opens the controls of one ordinary member and of one invitation, by the way that a change would go, and each dialog that leads to an
/// effect, tells what they hold, and leaves them by the button that changes nothing. Nothing that confirms is ever clicked, and neither
/// is what sends without asking. Nobody knows of an unverified page what a click does: the page is kept from sending anything meanwhile,
/// and where it wanted to, that is the place's trouble.
/// </summary>
internal sealed class DialogProbe(AhrefsVisit visit, AhrefsPage page, ProbeEyes eyes, SendingGate gate, AppWorkspace meant)
{
    private static readonly TimeSpan Sighting = TimeSpan.FromSeconds(20);
    private readonly List<ProbedPlace> places = [];
    private readonly Dictionary<string, string> ways = new(StringComparer.Ordinal);
    private readonly RowControls controls = new(visit, page);
    private string? loaded;
    private int refusals;

    /// <summary>By which way each change reaches a person's controls.</summary>
    public IReadOnlyDictionary<string, string> Ways => ways;

    public async Task<IReadOnlyList<ProbedPlace>> RunAsync(ListLook? confirmed, ListLook? pending, CancellationToken cancel)
    {
        gate.Seal();
        var self = await visit.UsernameAsync(cancel);
        await OfListAsync("confirmed", confirmed, [Step.ChangeRole, Step.Remove], row => !row.Self && !MemberListChecks.IsSame(row.Email, self) && IsOrdinary(row.Role), cancel);
        places.Add(await DialogAsync(Step.Invite, control: null, cancel));
        await OfListAsync("pending", pending, [Step.CancelInvitation, Step.Resend], _ => true, cancel);
        return places;
    }

    private async Task OfListAsync(string name, ListLook? list, IReadOnlyList<Step> steps, Func<RowLook, bool> mayBe, CancellationToken cancel)
    {
        IReadOnlyList<RowLook> rows = [];
        var trouble = await PlaceTrouble.TryAsync(async () => rows = await RowsAsync(name, list, cancel));
        await OfPersonAsync(steps, rows.FirstOrDefault(row => HasAddress(row) && mayBe(row))?.Email, trouble, cancel);
    }

    private async Task OfPersonAsync(IReadOnlyList<Step> steps, string? email, string? trouble, CancellationToken cancel)
    {
        var found = new Dictionary<Step, ControlStep>();
        refusals = gate.Refusals;
        if (email is not null)
            trouble = await PlaceTrouble.TryAsync(() => FindAsync(steps, email, found, cancel));
        if (email is null || trouble is not null)
        {
            var place = new ProbedPlace(ProbePlaces.ControlsOf(steps[0], ControlWay.Menu).Name, [], trouble ?? "nobody in the list whose controls may be opened", [], EvidenceId: null);
            places.Add(place.And(gate.Since(refusals)));
            return;
        }

        foreach (var (step, control) in found)
        {
            var place = ProbePlaces.ControlsOf(step, control.Way ?? ControlWay.Menu);
            ways[step.Name] = control.Way ?? ControlWay.Menu;
            if (!places.Exists(told => told.Name == place.Name))
                places.Add(await WatchedAsync(() => ControlsAsync(place, control, cancel), cancel));
            // A choice in the row is sent as soon as it is made.
            if (step.Dialog is not null && !(step == Step.ChangeRole && control.Way is ControlWay.Row))
                places.Add(await DialogAsync(step, control, cancel));
        }
    }

    // By which way the row lets each step be reached; nothing is clicked yet.
    private async Task FindAsync(IReadOnlyList<Step> steps, string email, Dictionary<Step, ControlStep> found, CancellationToken cancel)
    {
        await LoadAsync(steps[0].Pending ? "pending" : "confirmed", cancel);
        foreach (var step in steps)
            found[step] = await controls.FindAsync(step, email, cancel);
    }

    private async Task<ProbedPlace> ControlsAsync(ProbePlace place, ControlStep control, CancellationToken cancel)
    {
        var trouble = await PlaceTrouble.TryAsync(() => OpenAsync(control, cancel));
        return await eyes.TellAsync(place, page, trouble, [], cancel);
    }

    private Task<ProbedPlace> DialogAsync(Step step, ControlStep? control, CancellationToken cancel) => WatchedAsync(async () =>
    {
        PageLook? look = null;
        var trouble = await PlaceTrouble.TryAsync(async () =>
        {
            await EnterAsync(step, control, cancel);
            look = await page.GlanceAsync(new LookRequest("shell", [AhrefsReads.WorkspaceText], Strict: true, Dialog: step.Dialog), Sighting, FailurePhase.Prepare, cancel);
            await ThrowIfElsewhereAsync(look, cancel);
        });
        var asked = look?.Asked;
        trouble ??= asked is null ? $"after a click on {step.Opener} no {step.Dialog} came up ({look?.State}{(look?.Dialog is { } other ? $": '{visit.Quote(other)}'" : "")})" : null;
        if (trouble is null && asked is not null && control is not null && !IsAbout(asked, control))
            trouble = $"{step.Dialog}.target does not name the one person whose controls were opened";
        var place = ProbePlaces.DialogOf(step, visit.Map.Landmarks.Keys, control?.Way ?? ControlWay.Menu);
        var told = await eyes.TellAsync(place, page, trouble, [.. (asked?.Extra ?? []).Select(visit.Quote).Distinct(StringComparer.Ordinal)], cancel);
        return asked is null || told.Trouble is not null ? told : told with { Trouble = await LeaveAsync(step, told, cancel) };
    }, cancel);

    // Of whoever is ticked, a dialog may tell only how many they are.
    private static bool IsAbout(DialogLook asked, ControlStep control) => asked.Targets.Count == 0 && control.Way is ControlWay.Bulk
        ? asked.Counts is ["1"]
        : asked.Targets is [var target] && MemberListChecks.RowKey(target) == control.Key;

    // From the first click on until the page is left, whatever it wants to send is this place's.
    private async Task<ProbedPlace> WatchedAsync(Func<Task<ProbedPlace>> look, CancellationToken cancel)
    {
        refusals = gate.Refusals;
        var told = await look();
        loaded = null;
        told = told.And(await PlaceTrouble.TryAsync(() => gate.LeaveAsync(page, cancel)));
        return told.And(gate.Since(refusals));
    }

    // By the button that changes nothing; where that one is not there, the next load of the page leaves it.
    private async Task<string?> LeaveAsync(Step step, ProbedPlace told, CancellationToken cancel)
    {
        if (!told.Landmarks.Any(landmark => landmark.Key == step.Leave && landmark.State is LandmarkState.Found))
            return null;
        return await PlaceTrouble.TryAsync(async () =>
        {
            await page.ClickAsync(step.Leave, FailurePhase.Prepare, cancel);
            var look = await page.GlanceAsync(new LookRequest("shell", [AhrefsReads.WorkspaceText], Strict: true), Sighting, FailurePhase.Prepare, cancel);
            if (look.State is not "ready")
                throw AhrefsPage.Fault(FailureKind.UnexpectedOverlay, FailurePhase.Prepare, $"{step.Leave} does not leave the dialog");
            await ThrowIfElsewhereAsync(look, cancel);
        });
    }

    private async Task EnterAsync(Step step, ControlStep? control, CancellationToken cancel)
    {
        if (control is null)
        {
            await LoadAsync("pending", cancel);
            await page.ClickAsync(step.Opener, FailurePhase.Prepare, cancel);
            return;
        }

        await OpenAsync(control, cancel);
        await controls.ClickAsync(control, "last", cancel);
    }

    private async Task OpenAsync(ControlStep control, CancellationToken cancel)
    {
        await LoadAsync(control.Page, cancel);
        loaded = null;
        await controls.OpenAsync(control, cancel);
    }

    // Each place begins on a page that holds nothing of the one before. What a page wants to send while it loads is no click's.
    private async Task LoadAsync(string list, CancellationToken cancel)
    {
        if (loaded == list)
            return;
        await page.OpenAsync(list, FailurePhase.Navigate, cancel);
        await ThrowIfElsewhereAsync(await page.LookAsync(new LookRequest(list, [AhrefsReads.WorkspaceText]), FailurePhase.Read, cancel), cancel);
        // What came after an overlay was closed in it is this place's.
        (loaded, refusals) = (list, gate.IsClosed ? gate.RefusalsBeforeClick : gate.Refusals);
    }

    // Another workspace's dialogs are nobody's to open: the probe ends.
    private async Task ThrowIfElsewhereAsync(PageLook look, CancellationToken cancel)
    {
        var answer = await WorkspaceAnswer.SeenByAsync(page, visit.Map, cancel);
        // A page behind a dialog may show none.
        if ((look.Asked is not null || look.Dialog is not null) && (answer?.WorkspaceName ?? look.Text(AhrefsReads.WorkspaceText)) is null)
            return;
        if (!OpenWorkspace.Of(look, answer).MayBe(meant))
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Prepare, "another workspace was opened while the dialogs were looked at");
    }

    // Of a list that shows a window only, whoever is in the first one.
    private async Task<IReadOnlyList<RowLook>> RowsAsync(string name, ListLook? list, CancellationToken cancel)
    {
        if (list is not { Mode: "virtual" })
            return list?.Rows ?? [];
        await LoadAsync(name, cancel);
        loaded = null;
        return (await page.ScrollAsync(name, 0, TimeSpan.Zero, cancel)).Rows;
    }

    // Nobody's dialog is opened whose removal nobody would ever want, and no role is guessed.
    private bool IsOrdinary(string? role) =>
        visit.Map.Languages.Values.SelectMany(words => words.Roles).Any(known => known.Key == role && (known.Value is nameof(AppRole.Member) or nameof(AppRole.Guest)));

    private static bool HasAddress(RowLook row) => row.Email is { } email && email.Contains('@', StringComparison.Ordinal) && !email.EndsWith('…');
}
