using System.Text.Json.Nodes;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;

namespace Seatkeeper.Simulators.Tests.GraphApi;

public sealed class ReadingTests(GraphSite site)
{
    [Fact]
    public async Task The_sdk_reads_all_users_page_by_page_with_what_it_selects()
    {
        var world = await site.NewWorldAsync(new JsonObject
        {
            ["users"] = 250,
            ["guestEvery"] = 50,
            ["people"] = new JsonArray(new JsonObject
            {
                ["displayName"] = "Zoë Smith",
                ["userPrincipalName"] = "zoe@corp.test",
                ["mail"] = "zoe.smith@corp.test",
                ["proxyAddresses"] = new JsonArray("SMTP:zoe.smith@corp.test", "smtp:zoe@old.test"),
                ["otherMails"] = new JsonArray("zoe@home.test"),
                ["accountEnabled"] = false,
            }),
        });
        using var client = GraphSite.ClientOf(world);
        var first = await client.Users.GetAsync(request =>
        {
            request.QueryParameters.Select = ["id", "displayName", "mail", "userPrincipalName", "userType", "accountEnabled", "proxyAddresses", "otherMails"];
            request.QueryParameters.Top = 100;
        }, GraphSite.Cancel);
        var users = new List<User>();
        var pages = PageIterator<User, UserCollectionResponse>.CreatePageIterator(client, first!, user =>
        {
            users.Add(user);
            return true;
        });
        await pages.IterateAsync(GraphSite.Cancel);

        Assert.Equal(251, users.DistinctBy(user => user.Id).Count());
        Assert.Equal(5, users.Count(user => user.UserType == "Guest"));
        var zoe = users.Single(user => user.Mail == "zoe.smith@corp.test");
        Assert.False(zoe.AccountEnabled);
        Assert.Equal(["SMTP:zoe.smith@corp.test", "smtp:zoe@old.test"], zoe.ProxyAddresses);
        Assert.Equal(["zoe@home.test"], zoe.OtherMails);
        Assert.Equal(3, (await world.RequestCountsAsync(GraphSite.Cancel))["GET /users"]);

        // Without $select Graph leaves out what matters most here.
        var plain = await client.Users["zoe@corp.test"].GetAsync(cancellationToken: GraphSite.Cancel);
        Assert.Equal((zoe.Id, "Zoë Smith", null, null), (plain!.Id, plain.DisplayName, plain.AccountEnabled, plain.UserType));
        var filtered = await client.Users.GetAsync(request => request.QueryParameters.Filter = "startswith(mail,'zoe.') and userPrincipalName eq 'zoe@corp.test'", GraphSite.Cancel);
        Assert.Equal(zoe.Id, Assert.Single(filtered!.Value!).Id);
    }

    [Fact]
    public async Task Nested_groups_and_circles_give_everybody_once()
    {
        var world = await site.NewWorldAsync(new JsonObject
        {
            ["users"] = 30,
            ["groups"] = new JsonArray(
                new JsonObject { ["displayName"] = "All", ["members"] = new JsonArray("Outer"), ["madeUp"] = 10 },
                new JsonObject { ["displayName"] = "Outer", ["members"] = new JsonArray("Inner"), ["madeUp"] = 10, ["from"] = 5 },
                new JsonObject { ["displayName"] = "Inner", ["members"] = new JsonArray("All", "Inner"), ["madeUp"] = 5, ["from"] = 20 }),
        });
        using var client = GraphSite.ClientOf(world);
        var id = await world.GroupIdAsync("All", GraphSite.Cancel);

        var users = await client.Groups[id].TransitiveMembers.GraphUser.GetAsync(request =>
        {
            request.QueryParameters.Count = true;
            request.Headers.Add("ConsistencyLevel", "eventual");
        }, GraphSite.Cancel);
        Assert.Equal(20, users!.OdataCount);
        Assert.Equal(20, users.Value!.DistinctBy(user => user.Id).Count());
        var everything = await client.Groups[id].TransitiveMembers.GetAsync(cancellationToken: GraphSite.Cancel);
        Assert.Equal(["Outer", "Inner"], everything!.Value!.OfType<Group>().Select(group => group.DisplayName));
        Assert.Equal(20, everything.Value!.OfType<User>().Count());
        var direct = await client.Groups[id].Members.GetAsync(cancellationToken: GraphSite.Cancel);
        Assert.Equal((10, 1), (direct!.Value!.OfType<User>().Count(), direct.Value!.OfType<Group>().Count()));

        // The cast is an advanced query, and refused as a plain one.
        var refused = await Assert.ThrowsAsync<ODataError>(() => client.Groups[id].TransitiveMembers.GraphUser.GetAsync(cancellationToken: GraphSite.Cancel));
        Assert.Equal((400, "Request_UnsupportedQuery"), (refused.ResponseStatusCode, refused.Error!.Code));
    }

    [Fact]
    public async Task What_was_deleted_is_not_found_and_in_no_group()
    {
        var world = await site.NewWorldAsync(users: 3, inGroup: 3);
        using var client = GraphSite.ClientOf(world);
        var group = await world.GroupIdAsync("SEO", GraphSite.Cancel);
        var bo = await world.UserIdAsync("bo.berg.1@corp.test", GraphSite.Cancel);

        await world.DeleteUserAsync(bo, forGood: false, GraphSite.Cancel);
        var missing = await Assert.ThrowsAsync<ODataError>(() => client.Users[bo].GetAsync(cancellationToken: GraphSite.Cancel));
        Assert.Equal((404, "Request_ResourceNotFound"), (missing.ResponseStatusCode, missing.Error!.Code));
        Assert.Equal(2, (await client.Groups[group].Members.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);

        await world.RestoreUserAsync(bo, GraphSite.Cancel);
        Assert.Equal(3, (await client.Groups[group].Members.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);

        await world.DeleteGroupAsync(group, forGood: false, GraphSite.Cancel);
        missing = await Assert.ThrowsAsync<ODataError>(() => client.Groups[group].TransitiveMembers.GetAsync(cancellationToken: GraphSite.Cancel));
        Assert.Equal(404, missing.ResponseStatusCode);
        Assert.Empty((await client.Groups.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!);
    }

    [Fact]
    public async Task Ten_thousand_members_cost_eleven_pages_and_nobody_is_skipped_while_somebody_goes()
    {
        var world = await site.NewWorldAsync(users: 10_000, inGroup: 10_000);
        using var client = GraphSite.ClientOf(world);
        var group = await world.GroupIdAsync("SEO", GraphSite.Cancel);
        var seen = new List<string>();
        var page = await client.Groups[group].TransitiveMembers.GetAsync(request =>
        {
            request.QueryParameters.Select = ["id"];
            request.QueryParameters.Top = 999;
        }, GraphSite.Cancel);
        seen.AddRange(page!.Value!.Select(member => member.Id!));
        await world.ChangeMembersAsync(group, [], [seen[0], seen[1]], GraphSite.Cancel);
        while (page!.OdataNextLink is { } next)
        {
            page = await client.Groups[group].TransitiveMembers.WithUrl(next).GetAsync(cancellationToken: GraphSite.Cancel);
            seen.AddRange(page!.Value!.Select(member => member.Id!));
        }

        Assert.Equal(10_000, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(11, (await world.RequestCountsAsync(GraphSite.Cancel))["GET /groups/{id}/transitiveMembers"]);
    }

    [Theory]
    [InlineData("/users?$select=shoeSize", "Request_BadRequest")]
    [InlineData("/users?$top=1000", "Request_UnsupportedQuery")]
    [InlineData("/users?$filter=displayName ne 'x'", "Request_UnsupportedQuery")]
    [InlineData("/users?$skiptoken=made-up", "Directory_ExpiredPageToken")]
    [InlineData("/users/delta?$deltatoken=made-up", "Request_BadRequest")]
    [InlineData("/planner/plans", "BadRequest")]
    public async Task A_query_that_Graph_does_not_know_is_refused_and_not_guessed(string path, string code)
    {
        var world = await site.NewWorldAsync(users: 1);
        using var client = GraphSite.ClientOf(world);
        var refused = await Assert.ThrowsAsync<ODataError>(() => client.Users.WithUrl(world.BaseUrl + path).GetAsync(cancellationToken: GraphSite.Cancel));
        Assert.Equal((400, code), (refused.ResponseStatusCode, refused.Error!.Code));
    }
}
