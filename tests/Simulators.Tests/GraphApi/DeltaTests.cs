using System.Text.Json.Nodes;
using Microsoft.Graph.Models.ODataErrors;

namespace Seatkeeper.Simulators.Tests.GraphApi;

public sealed class DeltaTests(GraphSite site)
{
    private static readonly string[] Tracked = ["id", "displayName", "mail", "accountEnabled"];

    [Fact]
    public async Task A_round_tells_what_changed_in_what_is_tracked_and_how_somebody_went()
    {
        var world = await site.NewWorldAsync(users: 450);
        using var client = GraphSite.ClientOf(world);
        var tracker = new Tracker(client);
        await tracker.FollowUsersAsync(Tracked);
        Assert.Equal((450, 3), (tracker.Users.Count, tracker.Pages));
        var small = await client.Users.Delta.GetAsDeltaGetResponseAsync(request => request.Headers.Add("Prefer", "odata.maxpagesize=50"), GraphSite.Cancel);
        Assert.Equal(50, small!.Value!.Count);
        await tracker.FollowUsersAsync();
        Assert.Equal((0, 1), (tracker.Told, tracker.Pages));

        var ids = new List<string>();
        foreach (var user in new[] { "bo.berg.1", "cai.costa.2", "dora.diaz.3", "emil.evans.4" }) ids.Add(await world.UserIdAsync($"{user}@corp.test", GraphSite.Cancel));
        await world.ChangeUserAsync(ids[0], new JsonObject { ["accountEnabled"] = false }, GraphSite.Cancel);
        await world.ChangeUserAsync(ids[1], new JsonObject { ["jobTitle"] = "Not tracked" }, GraphSite.Cancel);
        await world.DeleteUserAsync(ids[2], forGood: false, GraphSite.Cancel);
        await world.DeleteUserAsync(ids[3], forGood: true, GraphSite.Cancel);
        var added = await world.AddUserAsync(new JsonObject { ["displayName"] = "New", ["userPrincipalName"] = "new@corp.test" }, GraphSite.Cancel);
        await tracker.FollowUsersAsync();
        Assert.Equal(4, tracker.Told);
        Assert.False(tracker.Users[ids[0]].AccountEnabled);
        Assert.Equal("New", tracker.Users[added].DisplayName);
        Assert.Equal(("changed", "deleted"), (tracker.Removed[ids[2]], tracker.Removed[ids[3]]));

        await world.RestoreUserAsync(ids[2], GraphSite.Cancel);
        await tracker.FollowUsersAsync();
        Assert.Equal((1, 450 - 1 + 1), (tracker.Told, tracker.Users.Count));
    }

    [Fact]
    public async Task Who_asks_for_the_latest_is_told_only_what_comes()
    {
        var world = await site.NewWorldAsync(users: 5);
        using var client = GraphSite.ClientOf(world);
        var tracker = new Tracker(client) { UsersLink = $"{world.BaseUrl}/users/delta?$deltatoken=latest&$select=mail" };
        await tracker.FollowUsersAsync();
        Assert.Equal(0, tracker.Told);
        await world.ChangeUserAsync("bo.berg.1@corp.test", new JsonObject { ["mail"] = "bo@new.test" }, GraphSite.Cancel);
        await tracker.FollowUsersAsync();
        Assert.Equal("bo@new.test", Assert.Single(tracker.Users.Values).Mail);
    }

    [Fact]
    public async Task A_big_group_comes_in_parts_and_its_members_come_and_go()
    {
        var world = await site.NewWorldAsync(new JsonObject
        {
            ["users"] = 1_300,
            ["groups"] = new JsonArray(
                new JsonObject { ["displayName"] = "Big", ["madeUp"] = 1_200, ["members"] = new JsonArray("Small") },
                new JsonObject { ["displayName"] = "Small", ["madeUp"] = 2, ["from"] = 1_298 }),
        });
        using var client = GraphSite.ClientOf(world);
        var tracker = new Tracker(client);
        await tracker.FollowGroupsAsync(["displayName", "members"]);
        var (big, small) = (await world.GroupIdAsync("Big", GraphSite.Cancel), await world.GroupIdAsync("Small", GraphSite.Cancel));
        Assert.Equal((1_201, 2), (tracker.Groups[big].Count, tracker.Groups[small].Count));
        Assert.Equal((3, 4), (tracker.Pages, tracker.Told));
        Assert.Contains(small, tracker.Groups[big]);

        await world.ChangeMembersAsync("Small", ["bo.berg.1@corp.test", "cai.costa.2@corp.test"], [], GraphSite.Cancel);
        await world.ChangeMembersAsync("Small", [], ["cai.costa.2@corp.test"], GraphSite.Cancel);
        await world.DeleteUserAsync("dora.diaz.3@corp.test", forGood: false, GraphSite.Cancel);
        await world.ChangeMembersAsync("Big", [], ["Small"], GraphSite.Cancel);
        await tracker.FollowGroupsAsync();
        Assert.Equal((1_200, 3, 2), (tracker.Groups[big].Count, tracker.Groups[small].Count, tracker.Told));

        // Who can be restored keeps their groups, which tell nothing of it; who cannot leaves them.
        await world.RestoreUserAsync("dora.diaz.3@corp.test", GraphSite.Cancel);
        await tracker.FollowGroupsAsync();
        Assert.Equal((1_200, 0), (tracker.Groups[big].Count, tracker.Told));
        await world.DeleteUserAsync("dora.diaz.3@corp.test", forGood: false, GraphSite.Cancel);
        await world.DeleteUserAsync("dora.diaz.3@corp.test", forGood: true, GraphSite.Cancel);
        await tracker.FollowGroupsAsync();
        Assert.Equal((1_199, 1), (tracker.Groups[big].Count, tracker.Told));

        await world.DeleteGroupAsync("Small", forGood: false, GraphSite.Cancel);
        await tracker.FollowGroupsAsync();
        Assert.Equal("deleted", tracker.Removed[small]);
    }

    [Fact]
    public async Task Replays_repeats_empty_pages_and_any_order_lead_to_the_truth_all_the_same()
    {
        var world = await site.NewWorldAsync(users: 40, inGroup: 30);
        using var client = GraphSite.ClientOf(world);
        await world.ConfigureAsync("options", new JsonObject
        {
            ["deltaShuffled"] = true,
            ["deltaRepeats"] = true,
            ["deltaReplays"] = 3,
            ["deltaEmptyPages"] = 2,
            ["deltaMembersPerPage"] = 7,
        }, GraphSite.Cancel);
        var tracker = new Tracker(client);
        await tracker.FollowGroupsAsync();
        var group = await world.GroupIdAsync("SEO", GraphSite.Cancel);
        Assert.Equal(30, tracker.Groups[group].Count);
        Assert.Equal(2 + 10, tracker.Pages);

        await world.ChangeMembersAsync(group, ["sara.diaz.37@corp.test"], ["bo.berg.1@corp.test"], GraphSite.Cancel);
        await world.ChangeMembersAsync(group, ["bo.berg.1@corp.test"], ["sara.diaz.37@corp.test"], GraphSite.Cancel);
        await tracker.FollowGroupsAsync();
        Assert.Equal(30, tracker.Groups[group].Count);
        Assert.Equal(2, tracker.Told);
        await tracker.FollowGroupsAsync();
        Assert.Equal(30, tracker.Groups[group].Count);
        Assert.Equal(2, tracker.Told);
    }

    [Fact]
    public async Task A_change_may_be_known_everywhere_but_in_delta_yet()
    {
        var world = await site.NewWorldAsync(users: 3);
        using var client = GraphSite.ClientOf(world);
        var tracker = new Tracker(client);
        await tracker.FollowUsersAsync(Tracked);
        await world.HoldDeltasAsync(GraphSite.Cancel);
        await world.DeleteUserAsync("bo.berg.1@corp.test", forGood: false, GraphSite.Cancel);
        await tracker.FollowUsersAsync();
        Assert.Equal(0, tracker.Told);
        await world.ReleaseDeltasAsync(GraphSite.Cancel);
        await tracker.FollowUsersAsync();
        Assert.Equal("changed", Assert.Single(tracker.Removed).Value);
    }

    [Theory]
    [InlineData("expired", 410, "resyncRequired")]
    [InlineData("expired", 400, "syncStateNotFound")]
    [InlineData("tooOld", 410, "syncStateNotFound")]
    [InlineData("forgotten", 410, "syncStateNotFound")]
    public async Task A_token_that_is_of_no_use_any_more_leads_to_a_new_start(string why, int status, string code)
    {
        var world = await site.NewWorldAsync(users: 250);
        using var client = GraphSite.ClientOf(world);
        var tracker = new Tracker(client);
        await tracker.FollowUsersAsync(Tracked);
        if (why == "forgotten") tracker.UsersLink = tracker.UsersLink![..^40] + new string('a', 40);
        else if (why == "tooOld") await world.AdvanceAsync(TimeSpan.FromDays(7.1), GraphSite.Cancel);
        else await world.ExpireDeltasAsync(new JsonObject { ["resource"] = "users", ["status"] = status, ["code"] = code }, GraphSite.Cancel);

        using var later = GraphSite.ClientOf(world);
        var gone = await Assert.ThrowsAsync<ODataError>(() => later.Users.Delta.WithUrl(tracker.UsersLink!).GetAsDeltaGetResponseAsync(cancellationToken: GraphSite.Cancel));
        Assert.Equal((status, code), (gone.ResponseStatusCode, gone.Error!.Code));
        tracker = new Tracker(later) { UsersLink = gone.ResponseHeaders!["Location"].Single() };
        Assert.Equal($"{world.BaseUrl}/users/delta?$deltatoken=", tracker.UsersLink);
        await tracker.FollowUsersAsync();
        Assert.Equal((250, 2), (tracker.Told, tracker.Pages));
    }
}
