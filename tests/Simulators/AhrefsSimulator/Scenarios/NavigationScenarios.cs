using Seatkeeper.AhrefsSimulator.Control;
using Seatkeeper.AhrefsSimulator.Faulting;
using static Seatkeeper.AhrefsSimulator.Scenarios.ScenarioCatalog;

namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>Section 4 B: the session, and the way to the page.</summary>
internal static class NavigationScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        Reads(19, "expireMidList", "The session dies on page 3 of 5", "Succeeded", s => ExpireOnPage(s, 3)),
        Asks(20, "expireAtSubmit", "The session dies with the removal, which is not applied", "Succeeded", "memberRemoved", s => ExpireAtRemoval(s, "before")),
        Asks(21, "expireAfterEffect", "The removal is applied and its answer is a redirect to the sign-in", "Succeeded", "memberRemoved", s => ExpireAtRemoval(s, "after")),
        Reads(22, "loginDialogOverlay", "A sign-in dialog lies over a stale list", "SessionExpired", LoginDialog),
        Reads(23, "blankShell", "The skeleton never ends", "ReadIncomplete", s => Stall(s, times: 0)),
        Reads(24, "wrongWorkspaceOnStart", "Another workspace of nearly the same name is open", "Succeeded", OpenOwn)
            with { ExpectedEffects = new Dictionary<string, int> { ["workspaceSwitched"] = 1 } },
        Reads(25, "workspaceFlips", "A person switches the workspace in another tab", "WrongWorkspace", Flip),
        Reads(26, "wsRenamed", "The workspace has another name and the same id", "Succeeded", s => s.Settings(w => w with { Name = s.Text("name", "Contoso Search") })),
        Reads(
            27, "routeMoved", "The members page is gone, with status 200", "PageContractBroken",
            s => s.World.Ui = s.World.Ui with { MissingRoutes = ["/account/members/confirmed"] }),
        Reads(28, "maintenance", "A maintenance page on every route", "SiteUnavailable", s => s.Fault(Everything, new FaultAction { Kind = "maintenance" })),
        Reads(29, "rateLimited", "Too many requests, with or without a time to wait", "RateLimited", RateLimit),
        Reads(30, "dnsOrTls", "Every connection is reset", "SiteUnavailable", s => s.Fault(Everything, new FaultAction { Kind = "reset" })),
        Reads(31, "browserCrash", "The test kills the browser while the read hangs", "BrowserFailure", s => Stall(s, times: 1)) with { Level = "browser", How = KillIt },
        Asks(31, "browserCrashAtSubmit", "The test kills the browser after the removal was applied and before its answer", "BrowserFailure", "memberRemoved", CrashAtRemoval)
            with { Level = "browser", How = KillIt + " The effect is unknown at first; whoever reads both lists again finds it done." },
        Reads(32, "tabClosed", "The test closes the window while the read hangs", "BrowserFailure", s => Stall(s, times: 1))
            with { Level = "browser", How = "Close the window once the fault has fired." },
    ];

    private const string KillIt = "Kill the browser once the fault has fired.";

    private static FaultMatch Everything => new() { Path = "*", Times = 0 };

    private static void ExpireAtRemoval(ScenarioStage stage, string when)
    {
        stage.Fault(new FaultMatch { Call = "simRemoveMember" }, new FaultAction { Kind = "expireSession", When = when });
        stage.Ask("Remove", stage.AnyMember.Email);
    }

    private static void CrashAtRemoval(ScenarioStage stage)
    {
        stage.Fault(new FaultMatch { Call = "simRemoveMember" }, new FaultAction { Kind = "crashHint", ApplyEffect = true });
        stage.Ask("Remove", stage.AnyMember.Email);
    }

    private static void ExpireOnPage(ScenarioStage stage, int page)
    {
        stage.PageThrough();
        stage.Fault(
            new FaultMatch { Call = "simListMembers", List = "confirmed", Page = page, Times = stage.Number("times", 1) },
            new FaultAction { Kind = "expireSession" });
    }

    private static void LoginDialog(ScenarioStage stage)
    {
        stage.Options(o => o with { DeadSessionStyle = "dialog" });
        stage.PageThrough();
        stage.Fault(new FaultMatch { Call = "simListMembers", List = "confirmed", Page = 2, Times = 0 }, new FaultAction { Kind = "expireSession" });
    }

    private static void Stall(ScenarioStage stage, int times) =>
        stage.Fault(new FaultMatch { Call = "tkGetWorkspaceInfo", Times = times }, new FaultAction { Kind = "stall" });

    // Nobody is to be changed there, and the right workspace is to be opened.
    private static void OpenOwn(ScenarioStage stage)
    {
        stage.Permit("none", stage.World.OperatorEmail);
        PersonActs.Do(stage.World, new PersonAct(stage.World.OperatorEmail, "switchWorkspace", stage.OwnWorkspace().Id));
    }

    private static void Flip(ScenarioStage stage)
    {
        var own = stage.OwnWorkspace().Id;
        var act = new PersonAct(stage.World.OperatorEmail, "switchWorkspace", own);
        // The members' own answer, so that the switch comes in the middle of a read and not before its first page.
        stage.World.Acts.Add(stage.Text("when", "afterNextRead"), () => PersonActs.Do(stage.World, act), stage.Text("call", "tkGetWorkspaceInfo"));
    }

    private static void RateLimit(ScenarioStage stage) => stage.Fault(
        new FaultMatch { Call = "tkGetWorkspaceInfo", Times = stage.Number("times", 1) },
        new FaultAction
        {
            Kind = "rateLimit",
            RetryAfterSeconds = stage.Flag("withoutHeader") ? null : stage.Number("seconds", 30),
            RetryAfterAsDate = stage.Flag("asDate"),
        });
}
