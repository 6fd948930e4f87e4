using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.People;

public sealed class PeopleTests(Site site)
{
    private const string Owner = "olivia.owner@corp.test";

    [Theory]
    [InlineData("now", 11, 11)]
    [InlineData("afterNextRead", 12, 11)]
    public async Task Somebody_else_acts_at_the_moment_that_was_named(string when, int first, int second)
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        await world.ControlAsync(HttpMethod.Post, "/_sim/people/act", new JsonObject { ["actor"] = Owner, ["action"] = "remove", ["target"] = "no.name@corp.test", ["when"] = when });
        Assert.Equal(first, (await client.CallAsync("tkGetWorkspaceInfo")).Body?["confirmedMembers"]?.AsArray().Count);
        // What waits for the end of a read happens after its answer is sent.
        var deadline = DateTimeOffset.UtcNow.AddSeconds(20);
        while (world.Journal(JournalKind.Effect).Count == 0 && DateTimeOffset.UtcNow < deadline) await Task.Yield();
        Assert.Equal(second, (await client.CallAsync("tkGetWorkspaceInfo")).Body?["confirmedMembers"]?.AsArray().Count);
        Assert.Equal(JournalActor.Person, Assert.Single(world.Journal(JournalKind.Effect), e => e.Name == "memberRemoved").Actor);
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    [Fact]
    public async Task Before_the_next_submit_the_target_is_gone()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        var id = world.Now.Workspaces.First().FindMemberByEmail("no.name@corp.test")?.Id;
        await world.ControlAsync(HttpMethod.Post, "/_sim/people/act", new JsonObject { ["actor"] = Owner, ["action"] = "remove", ["target"] = "no.name@corp.test", ["when"] = "beforeNextSubmit" });
        Assert.Equal(404, (await client.CallAsync("simRemoveMember", new JsonObject { ["memberId"] = id })).Status);
    }

    [Fact]
    public async Task Somebody_accepts_before_the_read_that_was_named()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        var email = world.Now.Workspaces.First().ListedInvitations.First(i => i.Status == InvitationStatus.Pending).Email;
        await world.ControlAsync(HttpMethod.Post, "/_sim/people/act", new JsonObject
        {
            ["actor"] = email,
            ["action"] = "acceptInvitation",
            ["target"] = email,
            ["when"] = "beforeNextRead",
            ["call"] = "tkGetWorkspaceInfo",
            ["nth"] = 2,
        });
        await client.CallAsync("simLimits");
        Assert.Equal(12, (await client.CallAsync("tkGetWorkspaceInfo")).Body?["confirmedMembers"]?.AsArray().Count);
        Assert.Equal(13, (await client.CallAsync("tkGetWorkspaceInfo")).Body?["confirmedMembers"]?.AsArray().Count);
        Assert.Equal((JournalActor.Person, email), world.Journal(JournalKind.Effect).Where(e => e.Name == "invitationAccepted").Select(e => (e.Actor, e.Target)).Single());
    }

    [Theory]
    [InlineData("""{"actor":"a@corp.test","action":"dance"}""")]
    [InlineData("""{"actor":"a@corp.test","action":"remove","when":"someday"}""")]
    [InlineData("""{"actor":"a@corp.test","action":"changeRole","role":"King"}""")]
    public async Task An_act_that_makes_no_sense_is_refused(string act)
    {
        using var world = site.NewWorld();
        Assert.Equal(400, (await world.TryControlAsync(HttpMethod.Post, "/_sim/people/act", JsonNode.Parse(act))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("other@corp.test")]
    public async Task An_invitation_is_accepted_perhaps_under_another_address(string? asEmail)
    {
        using var world = site.NewWorld();
        var workspace = world.Now.Workspaces.First();
        var invitation = workspace.ListedInvitations.First();
        await world.ControlAsync(HttpMethod.Post, $"/_sim/invitations/{invitation.Id}/accept", new JsonObject { ["asEmail"] = asEmail, ["name"] = "New Person" });
        Assert.Equal((asEmail ?? invitation.Email, "New Person"), workspace.Members.Where(m => m.Name == "New Person").Select(m => (m.Email, m.Name)).Single());
        Assert.Single(workspace.ListedInvitations);
        Assert.Equal(409, (await world.TryControlAsync(HttpMethod.Post, $"/_sim/invitations/{invitation.Id}/accept")).Status);
    }

    [Fact]
    public async Task An_invitation_expires_by_time_and_by_hand_and_can_be_followed_by_its_link()
    {
        using var world = site.NewWorld(new WorldRecipe { Overrides = new JsonObject { ["invitationTtlHours"] = 72 } });
        using var client = world.NewClient();
        await client.SignInAsync();
        await client.CallAsync("simInviteMembers", new JsonObject { ["emails"] = new JsonArray("new@corp.test"), ["role"] = "Guest" });
        var mail = (await world.ControlAsync(HttpMethod.Get, "/_sim/mailbox?to=new@corp.test"))?[0];
        Assert.Equal("Invitation to join Ahrefs", mail?["subject"]?.ToString());
        Assert.Contains("Accept invitation", await client.PageAsync(mail?["link"]?.ToString() ?? ""), StringComparison.Ordinal);
        await world.ControlAsync(HttpMethod.Post, "/_sim/clock/advance", new JsonObject { ["seconds"] = 73 * 3600 });
        Assert.Equal(InvitationStatus.Expired, world.Now.Workspaces.First().FindListedInvitation("new@corp.test")?.Status);
        Assert.Contains("no longer valid", await client.PageAsync(mail?["link"]?.ToString() ?? ""), StringComparison.Ordinal);
    }
}
