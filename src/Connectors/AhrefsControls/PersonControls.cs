using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.AhrefsControls;

/// <summary>
/// The controls of one person, by whichever way the person's own row or card offers: its menu, a control in it, a panel that it opens,
/// or its box and what is done with whoever is ticked. What lies outside of the row is used only while it is proven to be about this
/// person and nobody else.
/// </summary>
internal sealed class PersonControls
{
    private const string Menu = ControlWay.Menu, Row = ControlWay.Row, Panel = ControlWay.Panel, Bulk = ControlWay.Bulk;
    private const int MostOthers = 25;
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(Click.LongestMs - GuardedPress.TryMs);
    private static readonly TimeSpan MenuWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    /// <summary>Tells how the controls of one person stand. Expects a <see cref="ControlStep"/>.</summary>
    public static readonly string StandingScript = PageScripts.Of("members.js", "person.js", "dialog.js", "controls.js", "standing.js");
    /// <summary>Gives one control of one person. Expects a <see cref="ControlStep"/>.</summary>
    public static readonly string Script = PageScripts.Of("members.js", "person.js", "dialog.js", "controls.js", "control.js");

    private readonly AhrefsVisit visit;
    private readonly MemberDesk desk;
    private readonly Step step;
    private ControlStep wanted;
    private (string Wish, string Before)? choice;
    private bool isPlain;

    private PersonControls(AhrefsVisit visit, MemberDesk desk, Step step, string key)
    {
        (this.visit, this.desk, this.step) = (visit, desk, step);
        wanted = new ControlStep(desk.Kind, key, step.Opener, step.InRow, step.InPanel, step.InBulk, step.Dialog is not null);
    }

    /// <summary>A choice in the row itself: made is sent, and no dialog asks.</summary>
    public bool SavesOnChange => wanted.Way is Row && step == Step.ChangeRole;

    /// <summary>A dialog tells only how many are meant.</summary>
    public bool IsCounted => wanted.Way is Bulk;

    /// <summary>What opens the dialog is a plain button: on another page than the map tells, it may do at once what the dialog should ask for.</summary>
    public bool OpensByButton => wanted.Way is not Menu || isPlain;

    /// <summary>Finds the way, by what is in the person's row; nothing is clicked yet.</summary>
    public static async Task<PersonControls> FindAsync(AhrefsVisit visit, MemberDesk desk, Step step, string listed, CancellationToken cancel)
    {
        var controls = new PersonControls(visit, desk, step, MemberListChecks.RowKey(listed));
        var standing = await controls.StandAsync(cancel);
        if (standing.Rows != 1)
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, $"the person's row: {standing.Rows} found instead of 1");
        var way = standing.Way ?? throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, "row.actions: 0 found instead of 1, and no other control of the person");
        controls.wanted = controls.wanted with { Way = way };
        visit.Permit.CheckWay(step.Action, desk.Language, way);
        return controls;
    }

    /// <summary>Goes the way up to the last control, which opens the dialog, or sends where none asks.</summary>
    public async Task ApproachAsync(CancellationToken cancel)
    {
        if (wanted.Way is Menu or Panel)
            await ClickAsync("first", cancel);
        if (wanted.Way is Menu)
        {
            await UntilOpenAsync(cancel);
            isPlain = (await StandAsync(cancel)).Plain;
        }

        if (wanted.Way is Panel)
            await UntilAsync("panel.target", DoubtOf, cancel);
        if (wanted.Way is Bulk)
            await TickAsync(cancel);
    }

    /// <summary>Opens the dialog; false where the page no longer has what opens it.</summary>
    public async Task<bool> OpenAsync(CancellationToken cancel) =>
        await PressAsync(FailurePhase.Prepare, new Click(), OpensByButton ? Soon : visit.Tools.Browser.StepTimeout, cancel) switch
        {
            // Without the row the lists tell what became of the person; a row that has lost its control is another page than the map tells.
            PressOutcome.Moved when (await StandAsync(cancel)).Rows == 1 && !await IsOfferedAsync(cancel) =>
                throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, $"{NameOf("last")}: 0 found instead of 1"),
            PressOutcome.Moved => false,
            PressOutcome.NotReady => throw AhrefsPage.Fault(FailureKind.UnexpectedOverlay, FailurePhase.Prepare, $"{NameOf("last")}: something covers it, or it never became ready"),
            // What comes of it is looked at in any case: a dialog that names the person, or none.
            _ => true,
        };

    private async Task<bool> IsOfferedAsync(CancellationToken cancel) =>
        await desk.Page.UseAsync(Script, wanted with { Part = "last" }, NameOf("last"), FailurePhase.Prepare, cancel, _ => Task.CompletedTask, mayBeGone: true) != 0;

    /// <summary>Says which option of the row's choice is wished; where there is none, the role cannot be had.</summary>
    public async Task ChooseAsync(IReadOnlyList<string> wished, IReadOnlyList<string> before, CancellationToken cancel)
    {
        var options = (await StandAsync(cancel)).Options;
        var offered = options.Where(o => !o.Disabled).ToList();
        if (offered.Where(o => wished.Contains(o.Name, StringComparer.Ordinal)).ToList() is not [var wish])
            throw AhrefsPage.Fault(FailureKind.RoleNotAvailable, FailurePhase.Prepare, $"the row offers {visit.Quote(string.Join(", ", offered.Select(o => o.Name)))}");
        if (options.Where(o => o.Chosen).ToList() is not [var chosen] || !before.Contains(chosen.Name, StringComparer.Ordinal))
            throw AhrefsPage.Fault(FailureKind.ConcurrentChange, FailurePhase.Prepare, "another role is chosen in the row than the list told");
        choice = (wish.Name, chosen.Name);
    }

    /// <summary>Stops where what the last click depends on is not, or no longer, this person's.</summary>
    public async Task CheckAsync(CancellationToken cancel)
    {
        var opened = wanted.Way is Menu ? wanted : null;
        var look = await desk.Page.LookAsync(new LookRequest("shell", [AhrefsReads.WorkspaceText], Strict: true, Opened: opened), FailurePhase.Prepare, cancel);
        await desk.CheckWorkspaceAsync(look, cancel);
        visit.Permit.Check(step.Action, look.Language);
        if (DoubtOf(await StandAsync(cancel)) is { } doubt)
            throw AhrefsPage.Fault(FailureKind.SafetyStop, FailurePhase.Prepare, doubt);
    }

    /// <summary>
    /// What speaks against the dialog being about this person alone, where it does not tell by itself; else null. It may hide the page that
    /// it lies over.
    /// </summary>
    public async Task<string?> FindDoubtAsync(bool isNamed, CancellationToken cancel) =>
        wanted.Way is Bulk || (wanted.Way is Panel && !isNamed) ? DoubtOf(await StandAsync(cancel, behind: true)) : null;

    /// <summary>The one click, or the one choice, that sends.</summary>
    public async Task<PressOutcome> SubmitAsync(Click click, CancellationToken finish)
    {
        if (choice is not null && !await CanBeHitAsync(finish))
            return PressOutcome.NotReady;
        var outcome = await PressAsync(FailurePhase.Submit, click, Soon, finish);
        // A choice that was kept from the page is shown by it all the same.
        if (choice is not null && outcome is not PressOutcome.Made)
            desk.Doubt();
        return outcome;
    }

    private Task<PressOutcome> PressAsync(FailurePhase phase, Click click, TimeSpan longest, CancellationToken cancel) =>
        new GuardedPress(desk.Page, visit.Tools.Time, longest).RunAsync(wanted, NameOf("last"), phase, click, UseAsync, cancel);

    private async Task<bool?> UseAsync(IElementHandle element)
    {
        if (choice is not { } made)
            return await Click.SoonAsync(element, GuardedPress.TryMs);
        try
        {
            // By its label, in one go: an arrow key would save every role that it passes.
            await element.SelectOptionAsync(new SelectOptionValue { Label = made.Wish }, new ElementHandleSelectOptionOptions { Timeout = GuardedPress.TryMs });
            return true;
        }
        catch (TimeoutException)
        {
            // Whether anything of it reached the page, the page's reader tells.
            return false;
        }
    }

    // A choice is made without the mouse; so it is tried first whether a person's mouse would reach it.
    private async Task<bool> CanBeHitAsync(CancellationToken cancel)
    {
        var canBeHit = true;
        await desk.Page.UseAsync(Script, wanted with { Part = "last" }, NameOf("last"), FailurePhase.Prepare, cancel, TryAsync, mayBeGone: true);
        return canBeHit;

        async Task TryAsync(IElementHandle element)
        {
            try
            {
                await element.ClickAsync(new ElementHandleClickOptions { Trial = true, Timeout = GuardedPress.TryMs });
            }
            catch (TimeoutException)
            {
                canBeHit = false;
            }
        }
    }

    // A list that had to scroll to the row may have closed its menu at once. A menu that is only slow would be closed by a second click.
    private async Task UntilOpenAsync(CancellationToken cancel)
    {
        var request = new LookRequest("shell", Strict: true, Opened: wanted);
        var look = await desk.Page.GuardAsync(FailurePhase.Prepare, cancel, () => desk.Page.GlanceAsync(request, MenuWait, FailurePhase.Prepare, cancel));
        if (look.State is "ready")
            return;
        if (await StandAsync(cancel) is { Menu: false, Expanded: "false" })
            await ClickAsync("first", cancel);
        await desk.Page.LookAsync(request, FailurePhase.Prepare, cancel);
    }

    // Whoever is ticked is unticked, box by box, the person as well: a tick that is not ours may stand for more than is in sight. The box
    // for all of them is never used.
    private async Task TickAsync(CancellationToken cancel)
    {
        var standing = await StandAsync(cancel);
        var told = standing.Counts is [] ? "0" : string.Join(", ", standing.Counts);
        if (standing.Ticked.Count > MostOthers || standing.Ticked.Contains("", StringComparer.Ordinal) || told != standing.Ticked.Count.ToString(CultureInfo.InvariantCulture))
            throw AhrefsPage.Fault(FailureKind.SafetyStop, FailurePhase.Prepare, $"bulk.count: the page tells '{told}', and {standing.Ticked.Count} are ticked in sight");
        foreach (var ticked in standing.Ticked)
            await ClickAsync("first", cancel, ticked);
        await UntilAsync("bulk.count", now => now is { Rows: 1, Ticked: [], Strays: 0, Counts: [] or ["0"] } ? null : "somebody is ticked still", cancel);
        await ClickAsync("first", cancel);
        await UntilAsync("bulk.count", DoubtOf, cancel);
    }

    private async Task UntilAsync(string landmark, Func<Standing, string?> doubtOf, CancellationToken cancel)
    {
        for (var from = visit.Tools.Time.GetTimestamp(); ; await Task.Delay(Between, visit.Tools.Time, cancel))
        {
            if (doubtOf(await StandAsync(cancel)) is not { } doubt)
                return;
            if (visit.Tools.Time.GetElapsedTime(from) > Redraw)
                throw AhrefsPage.Fault(FailureKind.SafetyStop, FailurePhase.Prepare, $"{landmark}: {doubt}");
        }
    }

    private string? DoubtOf(Standing standing) => wanted.Way switch
    {
        _ when standing.Rows != 1 || standing.Way != wanted.Way => "the person's row is not there any more, or another one than it was",
        Menu when !standing.Menu => "the open menu is not the one of the person's row",
        Panel when standing.Targets is not [var shown] || MemberListChecks.RowKey(shown) != wanted.Key => "the panel is not about the person",
        Bulk when standing.Ticked is not [var ticked] || ticked != wanted.Key || standing.Counts is not ["1"] =>
            $"not the person's box alone is ticked: {standing.Ticked.Count} in sight, and the page tells '{string.Join(", ", standing.Counts)}'",
        Row when choice is { } made && (standing.Options.Where(o => o.Chosen).ToList() is not [var chosen] || chosen.Name != made.Before) => "another role is chosen in the row than it was",
        _ => null,
    };

    private Task ClickAsync(string part, CancellationToken cancel, string? key = null) => desk.Page.UseAsync(
        Script, wanted with { Part = part, Key = key ?? wanted.Key }, NameOf(part), FailurePhase.Prepare, cancel, element => desk.Page.ClickAsync(element, NameOf(part), FailurePhase.Prepare));

    private async Task<Standing> StandAsync(CancellationToken cancel, bool behind = false) =>
        JsonSerializer.Deserialize<Standing>(await desk.Page.AskAsync(StandingScript, wanted with { Behind = behind }, FailurePhase.Prepare, cancel), Web)
        ?? throw new JsonException("The page's reader told nothing.");

    private string NameOf(string part) => (wanted.Way, part) switch
    {
        (Row, _) => step.InRow,
        (Menu, "first") => "row.actions",
        (Panel, "first") => "row.open",
        (Bulk, "first") => "row.select",
        (Panel, _) => step.InPanel,
        (Bulk, _) => step.InBulk,
        _ => step.Opener,
    };
}
