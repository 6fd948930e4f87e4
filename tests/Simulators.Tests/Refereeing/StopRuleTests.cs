using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Simulators.Tests.Driving;
using static Seatkeeper.Simulators.Tests.Refereeing.RefereeTests;

namespace Seatkeeper.Simulators.Tests.Refereeing;

/// <summary>What the site says stop with besides a challenge, and that it holds until the page is loaded anew.</summary>
public sealed class StopRuleTests(Site site)
{
    private const string Target = "no.name@corp.test";

    [Fact]
    public async Task V14_sees_an_effect_after_a_dialog_that_nobody_knows_was_closed()
    {
        using var world = site.NewWorld();
        await using var visitor = await RemovedBehindAsync(world, """{"overlays":["survey"],"labelDrift":{"How are we doing?":"Win a prize"}}""", "Win a prize");
        await RuleSeenAsync(world, "V14", atLeast: true);
    }

    [Fact]
    public async Task A_dialog_that_is_known_is_no_stop_once_it_is_closed()
    {
        using var world = site.NewWorld();
        await using var visitor = await RemovedBehindAsync(world, """{"overlays":["survey"]}""", "How are we doing?");
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    [Fact]
    public async Task V14_sees_an_effect_while_new_terms_wait_for_a_person()
    {
        using var world = site.NewWorld();
        using var client = await PageLikeAsync(world);
        await world.ControlAsync(HttpMethod.Put, "/_sim/ui", JsonNode.Parse("""{"overlays":["consent"]}"""));
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await Assertions.Expect(visitor.Dialog("We updated our terms")).ToBeVisibleAsync();
        await ReportedAsync(world);
        await InviteAsync(client, "new@corp.test");
        await RuleSeenAsync(world, "V14");
    }

    [Fact]
    public async Task V14_sees_an_effect_after_an_invitation_was_refused_for_want_of_seats()
    {
        using var world = site.NewWorld("standardFull");
        using var client = await PageLikeAsync(world);
        var people = world.Now.Workspaces.First().Members.Where(member => member.Role == AccessLevel.Member).Take(2).Select(member => member.Id).ToList();
        await InviteAsync(client, "new@corp.test");
        await client.CallAsync("simRemoveMember", new JsonObject { ["memberId"] = people[0] });
        await RuleSeenAsync(world, "V14", atLeast: true);
        var before = (await world.VerdictAsync()).Violations;
        await client.OpenAsync("/account/members/confirmed");
        await client.CallAsync("simRemoveMember", new JsonObject { ["memberId"] = people[1] });
        var after = await world.VerdictAsync();
        Assert.Equal(2, after.Effects["memberRemoved"]);
        Assert.Equal(before, after.Violations);
    }

    private async Task<Visitor> RemovedBehindAsync(World world, string ui, string dialog)
    {
        await world.ControlAsync(HttpMethod.Put, "/_sim/ui", JsonNode.Parse(ui));
        var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        await visitor.Dialog(dialog).GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await visitor.Button($"Actions for {Target}").ClickAsync();
        await visitor.MenuItem("Remove from workspace").ClickAsync();
        await visitor.AlertDialog("Remove member?").GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Member removed" })).ToBeVisibleAsync();
        return visitor;
    }

    // Events of a page arrive a little after what caused them.
    private static async Task ReportedAsync(World world)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(20);
        while (!world.Journal(JournalKind.UiEvent).Any(entry => entry.Name == "strangeOverlay") && DateTimeOffset.UtcNow < deadline)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
