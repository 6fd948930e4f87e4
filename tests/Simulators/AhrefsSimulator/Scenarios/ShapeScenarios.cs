using Seatkeeper.AhrefsSimulator.Control;
using Seatkeeper.AhrefsSimulator.Model;
using static Seatkeeper.AhrefsSimulator.Scenarios.ScenarioCatalog;

namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>Section 4 E, numbers 96, 99 and 100 where nothing helps: a panel that stays, boxes out of sight, a choice that changes more than it should.</summary>
internal static class ShapeScenarios
{
    private const int ForEverMs = 3_600_000;

    public static readonly IReadOnlyList<Scenario> All =
    [
        Asks(96, "sidePanelStuck", "The panel of details keeps showing somebody else, and would send at once", "SafetyStop", "", PanelStays),
        Asks(99, "bulkSelectionHidden", "Others are ticked out of sight", "SafetyStop", "", OthersHidden),
        Asks(100, "inlineSelectSlipOther", "With the chosen role, somebody else's changes", "EffectDiverged", "roleChanged", OtherChangesToo),
    ];

    private static void PanelStays(ScenarioStage stage)
    {
        stage.Settings(w => w with { Variant = "H" });
        var invitations = stage.Workspace.ListedInvitations.ToList();
        stage.Ui(u => u with { PanelShows = invitations[1].Email, PanelStaleMs = ForEverMs });
        stage.Ask("ResendInvitation", invitations[0].Email, permitted: false);
    }

    // On a page of its own each: who is searched for stands alone, and the others stay ticked.
    private static void OthersHidden(ScenarioStage stage)
    {
        stage.Settings(w => w with { Variant = "G", ListMode = ListMode.Paged, PageSize = stage.Workspace.Members.Count - 1 });
        stage.Ui(u => u with { Ticked = [stage.Members[1].Email, stage.Members[2].Email] });
        stage.Ask("Remove", stage.AnyMember.Email, permitted: false);
    }

    private static void OtherChangesToo(ScenarioStage stage)
    {
        stage.Settings(w => w with { Variant = "F" });
        var other = stage.Owners("changeRole", stage.Members[1].Email, "Guest");
        stage.World.Acts.Add("afterNextSubmit", () => PersonActs.Do(stage.World, other), "simChangeRole");
        stage.Ask("ChangeRole", stage.AnyMember.Email, "Guest");
    }
}
