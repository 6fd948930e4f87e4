using System.Text.Json.Nodes;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.Graph;

public sealed class GraphGroupsTests(AzuriteServer azurite, GraphSite site)
{
    [Fact]
    public async Task Everybody_is_read_by_way_of_nested_groups_over_all_pages_once()
    {
        var recipe = Recipe(Persons("Ann", "Bob"), ("Outer", ["ann@corp.test", "Inner", "Circle"]), ("Inner", ["bob@corp.test", "ann@corp.test"]), ("Circle", ["Outer"]));
        recipe["users"] = 1_100;
        recipe["groups"]![1]!["madeUp"] = 1_100;
        await using var rig = await StartAsync(azurite, site, recipe);
        var directory = rig.App.Get<IGroupDirectory>();
        var id = await rig.World.GroupIdAsync("Outer", Cancel);

        var read = await directory.ReadAsync(id, Cancel);

        Assert.Equal(("Outer", 1_102), (read?.Name, read?.MemberIds.Distinct(StringComparer.Ordinal).Count()));
        Assert.Contains(await rig.World.GroupIdAsync("Inner", Cancel), read?.NestedIds ?? []);
        Assert.Empty(await rig.App.Get<GroupMarksTable>().NestingAsync(Cancel));
        Assert.True(await rig.CallsAsync("GET /groups/{id}/transitiveMembers") >= 2);
        Assert.Equal(["Inner"], (await directory.SearchAsync("in", 10, Cancel)).Select(found => found.Name));
        Assert.Null(await directory.ReadAsync(Guid.NewGuid().ToString(), Cancel));
    }

    [Fact]
    public async Task A_read_looks_through_everybody_once_also_where_somebody_is_missing()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann", "Bob"), ("SEO", ["ann@corp.test", "bob@corp.test"])));
        var id = await rig.MapAsync("SEO");
        await rig.World.ChangeMembersAsync("SEO", [], [await rig.World.UserIdAsync("bob@corp.test", Cancel)], Cancel);
        rig.Faults.Asked.Clear();

        var read = await rig.App.Get<IGroupDirectory>().ReadAsync(id, Cancel);

        Assert.Single(read?.MemberIds ?? []);
        Assert.Single(rig.Faults.Asked, query => query.Contains("IsLinked eq true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_in_a_group_is_nobody_and_hides_nobody_who_leaves_or_comes()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann", "Bob", "Cid"), ("SEO", ["ann@corp.test", "bob@corp.test"])));
        var app = await rig.World.AddAppAsync("Crawler", Cancel);
        await rig.World.ChangeMembersAsync("SEO", [app], [], Cancel);
        var id = await rig.MapAsync("SEO");
        Assert.Equal(2, (await rig.GroupAsync(id)).MemberIds.Count);
        await rig.World.ChangeMembersAsync("SEO", [await rig.World.UserIdAsync("cid@corp.test", Cancel)], [await rig.World.UserIdAsync("bob@corp.test", Cancel)], Cancel);

        var read = await rig.App.Get<IGroupDirectory>().ReadAsync(id, Cancel);

        Assert.Equal([await rig.World.UserIdAsync("ann@corp.test", Cancel), await rig.World.UserIdAsync("cid@corp.test", Cancel)], read?.MemberIds);
        Assert.Equal(1, await rig.CallsAsync("GET /groups/{id}/transitiveMembers/microsoft.graph.user/$count"));
    }

    [Fact]
    public async Task Subscriptions_are_listed_over_all_pages()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann")), notifications: true);
        await rig.World.ConfigureAsync("options", new JsonObject { ["pageSize"] = 1 }, Cancel);
        var made = new[] { await rig.App.Get<GraphSubscriptionCalls>().CreateAsync("users", "one", Cancel), await rig.App.Get<GraphSubscriptionCalls>().CreateAsync("groups", "two", Cancel) };

        var listed = await rig.App.Get<GraphSubscriptionCalls>().ListAsync(Cancel);

        Assert.All(made, one => Assert.Contains(one.Id, listed));
    }

    [Theory]
    [InlineData("""{"drop":2}""")]
    [InlineData("""{"empty":true}""")]
    [InlineData("""{"ends":true}""")]
    [InlineData("""{"circles":true}""")]
    [InlineData("""{"dropProperties":["id"]}""")]
    public async Task A_list_that_lies_about_who_is_in_it_takes_nobody_out(string lie)
    {
        var recipe = Recipe([], ("SEO", []));
        recipe["users"] = 1_010;
        recipe["groups"]![0]!["madeUp"] = 1_010;
        await using var rig = await StartAsync(azurite, site, recipe);
        var id = await rig.MapAsync("SEO");
        var before = await rig.GroupAsync(id);
        await rig.World.ArmAsync("lie", "GET /groups/{id}/transitiveMembers", new JsonObject { ["kind"] = "mutate", ["list"] = JsonNode.Parse(lie) }, times: 0, Cancel);

        var failed = await Assert.ThrowsAsync<AppFailureException>(() => rig.App.Get<GroupReads>().RefreshAsync(id, new GroupCause("test", null, DateTimeOffset.UtcNow), rig.Engine.Client, Cancel));

        Assert.Equal(FailureKind.DirectoryUnavailable, failed.Failure.Kind);
        Assert.Equal(before.MemberIds, (await rig.GroupAsync(id)).MemberIds);
        await rig.World.DisarmAsync("lie", Cancel);
        await rig.World.ChangeMembersAsync("SEO", [], before.MemberIds.Take(1_000), Cancel);
        await rig.App.Get<GroupReads>().RefreshAsync(id, new GroupCause("test", null, DateTimeOffset.UtcNow), rig.Engine.Client, Cancel);
        Assert.Equal(10, (await rig.GroupAsync(id)).MemberIds.Count);
    }

    [Theory]
    [InlineData("GET /groups/{id}/transitiveMembers")]
    [InlineData("GET /groups/{id}/transitiveMembers/microsoft.graph.user/$count")]
    public async Task A_group_that_Graph_knows_is_not_gone_where_it_does_not_know_who_is_in_it(string route)
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann", "Bob"), ("SEO", ["ann@corp.test", "bob@corp.test"])));
        var id = await rig.MapAsync("SEO");
        await rig.World.ChangeMembersAsync("SEO", [], [await rig.World.UserIdAsync("bob@corp.test", Cancel)], Cancel);
        var unknown = new JsonObject { ["kind"] = "respond", ["status"] = 404, ["body"] = new JsonObject { ["error"] = new JsonObject { ["code"] = "Request_ResourceNotFound" } } };
        await rig.World.ArmAsync("unknown", route, unknown, times: 1, Cancel);

        var failed = await Assert.ThrowsAsync<AppFailureException>(() => RefreshAsync());

        Assert.Equal(FailureKind.DirectoryUnavailable, failed.Failure.Kind);
        Assert.Equal((false, 2), ((await rig.GroupAsync(id)).About.IsGone, (await rig.GroupAsync(id)).MemberIds.Count));
        await RefreshAsync();
        Assert.Single((await rig.GroupAsync(id)).MemberIds);

        Task RefreshAsync() => rig.App.Get<GroupReads>().RefreshAsync(id, new GroupCause("test", null, DateTimeOffset.UtcNow), rig.Engine.Client, Cancel);
    }

    [Fact]
    public async Task A_search_obeys_the_pause_that_Graph_asks_for_and_so_does_everything_after_it()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])));
        await rig.World.ArmAsync("busy", "GET /groups", new JsonObject { ["kind"] = "throttle", ["retryAfterSeconds"] = 600 }, times: 1, Cancel);
        var directory = rig.App.Get<IGroupDirectory>();

        Assert.Equal(TimeSpan.FromSeconds(600), (await Assert.ThrowsAsync<AppFailureException>(() => directory.SearchAsync("s", 10, Cancel))).Failure.RetryAfter);
        Assert.True(await rig.App.Get<DirectoryStateTable>().PausedUntilAsync(Cancel) > DateTimeOffset.UtcNow.AddSeconds(500));
        var asked = await rig.CallsAsync("GET /groups");
        Assert.True((await Assert.ThrowsAsync<AppFailureException>(() => directory.SearchAsync("s", 10, Cancel))).Failure.RetryAfter > TimeSpan.FromSeconds(500));

        Assert.Equal(asked, await rig.CallsAsync("GET /groups"));
        await rig.EndPauseAsync();
        Assert.Equal(["SEO"], (await directory.SearchAsync("s", 10, Cancel)).Select(found => found.Name));
    }

    [Theory]
    [InlineData("""{"kind":"html"}""")]
    [InlineData("""{"kind":"reset"}""")]
    [InlineData("""{"kind":"truncate"}""")]
    [InlineData("""{"kind":"denied"}""")]
    [InlineData("""{"kind":"unavailable","retryAfterSeconds":7}""")]
    [InlineData("""{"kind":"respond","status":404,"body":{"error":"not here"}}""")]
    [InlineData("""{"kind":"respond","status":410,"body":{"error":{"code":"Request_ResourceNotFound"}}}""")]
    public async Task Trouble_of_every_kind_is_a_directory_that_is_away_and_no_group_that_is_gone(string fault)
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])));
        var id = await rig.MapAsync("SEO");
        await rig.World.ArmAsync("trouble", "GET /groups/{id}", JsonNode.Parse(fault)!.AsObject(), times: 0, Cancel);

        var failed = await Assert.ThrowsAsync<AppFailureException>(() => rig.App.Get<IGroupDirectory>().ReadAsync(id, Cancel));

        Assert.Equal(FailureKind.DirectoryUnavailable, failed.Failure.Kind);
        if (fault.Contains("retryAfter", StringComparison.Ordinal)) Assert.Equal(TimeSpan.FromSeconds(7), failed.Failure.RetryAfter);
        Assert.DoesNotContain(rig.World.ClientSecret, failed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", $"{failed}{rig.App.Log.All}", StringComparison.Ordinal);
    }
}
