using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using static Seatkeeper.AhrefsSimulator.Scenarios.ScenarioCatalog;

namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>Section 4 C: reading the list.</summary>
internal static class ReadingScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        Reads(33, "cutAtPage3", "The network dies after page 2 of 5", "ReadIncomplete", CutAtPage3),
        Reads(34, "countMismatchLow", "The header counts three more than there are rows", "ReadInconsistent", s => HeaderOnly(s, new RowMutation { HeaderDelta = s.Number("delta", 3) })),
        Reads(35, "countMismatchHigh", "Rows come twice, because the list moves while it is read", "Succeeded", MovingPage),
        Reads(36, "emptyAnomaly", "No rows, while the header counts some", "ReadImplausible", s => s.MutateBoth(new RowMutation { DropAll = true })),
        Reads(36, "emptyWithoutHeader", "No rows and no header", "ReadImplausible", s => s.MutateBoth(new RowMutation { DropAll = true, HeaderMissing = true })),
        Reads(37, "emptyPlausibleLooking", "No rows, and the header says so too", "ReadImplausible", s => s.MutateBoth(new RowMutation { DropAll = true, HeaderCount = 0 })),
        Reads(38, "massDrop", "Most members are gone, and everything agrees on it", "WaitingForApproval", MassDrop),
        Reads(39, "noOwner", "Nobody is the Owner", "ReadImplausible", s => s.MutateBoth(new RowMutation { RoleTexts = Role(s.OwnerEmail, "Admin") })),
        Reads(39, "twoOwners", "Two people are the Owner", "ReadImplausible", s => s.MutateBoth(new RowMutation { RoleTexts = Role(s.AnyMember.Email, "Owner") })),
        Reads(39, "selfMissing", "The automation is not in the list that it sees", "ReadImplausible", SelfMissing),
        Reads(40, "jsonDisagrees", "The table has one row less than the JSON", "ReadInconsistent", JsonDisagrees),
        Reads(41, "jsonShapeChanged", "The JSON's field email has another name", "Succeeded", JsonShapeChanged),
        Reads(41, "jsonCallGone", "The JSON call is gone", "Succeeded", JsonCallGone),
        Reads(42, "jsonHtml", "HTML comes in place of JSON", "ReadInconsistent", s => s.Fault(Info, new FaultAction { Kind = "html" })),
        Reads(43, "virtualPlaceholder", "Rows say Loading… while scrolling", "Succeeded", SlowWindow),
        Reads(44, "virtualRecycle", "A row soon shows somebody else", "Succeeded", s => s.Settings(w => w with { ListMode = ListMode.Virtual })),
        Reads(45, "filteredList", "A search text is left from earlier", "Succeeded", s => s.World.Ui = s.World.Ui with { SearchText = s.Text("text", "no.name") }),
        Reads(46, "sortUnstable", "Every page comes in another order", "ReadInconsistent", UnstableSort),
        Reads(47, "localisedNumber", "The header counts 5.000, in German", "Succeeded", s => s.Settings(w => w with { Variant = "C", ListMode = ListMode.Virtual })) with { Set = "large" },
        Reads(48, "unknownRole", "A row has a role that is in no table", "UnknownRole", s => s.MutateBoth(new RowMutation { RoleTexts = Role(s.AnyMember.Email, "Billing manager") })),
        Reads(49, "pendingUnreadable", "The pending list cannot be read", "ReadIncomplete", PendingFails),
        Reads(50, "slowAwful", "Everything is very slow", "Succeeded", s => s.Latency(s.Text("preset", "awful"))),
        Reads(51, "staleFlash", "The old tab's rows are still there for a moment", "Succeeded", s => s.Latency(s.Text("preset", "office"))),
    ];

    private static FaultMatch Info => new() { Call = "tkGetWorkspaceInfo", Times = 0 };

    private static FaultMatch Confirmed => new() { Call = "simListMembers", List = "confirmed", Times = 0 };

    private static Dictionary<string, string> Role(string email, string text) => new(StringComparer.OrdinalIgnoreCase) { [email] = text };

    private static void HeaderOnly(ScenarioStage stage, RowMutation rows) => stage.Fault(Info, new FaultAction { Kind = "mutateRows", Rows = rows });

    private static void CutAtPage3(ScenarioStage stage)
    {
        stage.PageThrough();
        stage.Fault(Confirmed with { Page = 3 }, new FaultAction { Kind = "reset" });
    }

    private static void MovingPage(ScenarioStage stage)
    {
        stage.PageThrough();
        stage.Fault(
            Confirmed with { Page = 2, Times = stage.Number("times", 1) },
            new FaultAction { Kind = "mutateRows", Rows = new RowMutation { Duplicate = 1, VersionDelta = 1 } });
    }

    private static void MassDrop(ScenarioStage stage)
    {
        var hand = Hand.Of(stage.World, stage.Workspace, JournalActor.Person, stage.OwnerEmail);
        var gone = stage.Workspace.Members.Where(m => m.Role < AccessLevel.Admin).Take(stage.Workspace.Members.Count * 64 / 100).ToList();
        foreach (var member in gone) MemberChanges.Remove(hand, member);
    }

    private static void SelfMissing(ScenarioStage stage) =>
        stage.MutateBoth(new RowMutation { DropEmails = [stage.World.OperatorEmail], HeaderDelta = -1 });

    private static void JsonDisagrees(ScenarioStage stage)
    {
        stage.Settings(w => w with { ListMode = ListMode.Paged });
        stage.Fault(Confirmed with { Page = 1 }, new FaultAction { Kind = "mutateRows", Rows = new RowMutation { DropEmails = [stage.AnyMember.Email] } });
    }

    private static void JsonShapeChanged(ScenarioStage stage) => HeaderOnly(
        stage, new RowMutation { RenameFields = new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = "userEmail" } });

    private static void JsonCallGone(ScenarioStage stage)
    {
        stage.Settings(w => w with { ListMode = ListMode.Paged });
        stage.Fault(Info, new FaultAction { Kind = "respond", Status = 404, Body = new JsonArray("Error", "NotFound") });
    }

    private static void SlowWindow(ScenarioStage stage)
    {
        stage.Settings(w => w with { ListMode = ListMode.Virtual });
        stage.Fault(new FaultMatch { Call = "simListMembers", Times = 0 }, new FaultAction { Kind = "respond", DelayMs = stage.Number("delayMs", 300) });
    }

    private static void UnstableSort(ScenarioStage stage)
    {
        stage.PageThrough();
        stage.Options(o => o with { UnstableSort = true });
    }

    private static void PendingFails(ScenarioStage stage) => stage.Fault(
        new FaultMatch { Call = "simListMembers", List = "pending", Times = 0 },
        new FaultAction { Kind = "respond", Status = 500, Body = new JsonArray("Error", "Internal") });
}
