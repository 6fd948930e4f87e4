using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Http;

/// <summary>Whoever follows the continuations of a list over HTTP comes to its end, and gets everything once.</summary>
public sealed class PagingTests(PagedWorld world) : IClassFixture<PagedWorld>
{
    // There is one app.
    public static TheoryData<string, int> Lists => new()
    {
        { "apps", 1 },
        { "accounts", PagedWorld.Several },
        { "hubs", PagedWorld.Several + 1 },
        { "hubs/{hub}/members", 2 * PagedWorld.Several },
        { "hubs/{hub}/members?search=example.com", 2 * PagedWorld.Several },
        { "hubs/{hub}/people", PagedWorld.Several },
        { "hubs/{hub}/teams", PagedWorld.Several },
        { "hubs/{hub}/groups", PagedWorld.Several },
        { "directory/groups", PagedWorld.Several },
        { "directory/users", PagedWorld.Several },
        { "teams", PagedWorld.Several },
        { "tasks", 2 * PagedWorld.Several },
        { "tasks?hubId={hub}", 2 * PagedWorld.Several },
        { "tasks/{task}/items", PagedWorld.Several },
        { "activity", 1 },
        { "activity?hubId={hub}", 2 * PagedWorld.Several },
        { "activity?hubId={hub}&memberId={member}", 4 },
        { "activity?hubId={hub}&userId={person}", 4 },
        { "activity?userId={person}", 5 },
        { "api-keys", PagedWorld.Several },
        { "scim-connections", PagedWorld.Several },
        { "notification-targets", PagedWorld.Several },
        { "notification-targets?hubId={hub}", PagedWorld.Several },
        { "notification-targets/{target}/dead-letters", PagedWorld.Several },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Page_after_page_a_list_is_whole_and_in_its_order(string route, int least)
    {
        foreach (var caller in IsOfHubOwnersToo(route) ? [world.Overseer, world.HubOwner] : new[] { world.Overseer })
        {
            var whole = await ReadAsync(caller, route, limit: 1_000);
            Assert.True(whole.Count >= least, $"{route} has {whole.Count} entries.");
            foreach (var limit in new[] { 1, 2 })
                Assert.Equal(whole, await ReadAsync(caller, route, limit));
        }
    }

    [Fact]
    public void Every_list_of_the_API_is_among_them()
    {
        var lists = ApiRoute.All.Where(route => route.Call.Answer is { IsGenericType: true } answer && answer.GetGenericTypeDefinition() == typeof(ListResponse<>)).Select(route => ShapeOf(route.Path["/api/v1/".Length..]));

        // A person has one account of their own in a hub, or none.
        var paged = Lists.Select(list => ShapeOf(list.Data.Item1)).Append("hubs/{}/accounts").Distinct(StringComparer.Ordinal);
        Assert.Equal(lists.Order(StringComparer.Ordinal), paged.Order(StringComparer.Ordinal));
    }

    // Their lists are put together of several hubs.
    private static bool IsOfHubOwnersToo(string route) => route is "hubs" or "tasks";

    private static string ShapeOf(string path) => string.Join('/', path.Split('?')[0].Split('/').Select(part => part.StartsWith('{') ? "{}" : part));

    private async Task<IReadOnlyList<string>> ReadAsync(TestCaller caller, string route, int limit)
    {
        var (path, read) = (world.PathOf(route), new List<string>());
        var (asked, next) = ($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}", "");
        while (true)
        {
            var page = (await caller.GetAsync(asked + (next.Length == 0 ? "" : $"&continuation={Uri.EscapeDataString(next)}"))).Expect(HttpStatusCode.OK).Json;
            var items = page["items"]?.AsArray() ?? [];
            Assert.InRange(items.Count, 0, limit);
            read.AddRange(items.Select(item => item?.ToJsonString() ?? ""));
            Assert.True(read.Count <= 1_000, $"{route} has no end.");
            if (page["continuation"]?.GetValue<string>() is not { } more)
                return read;
            next = more;
        }
    }
}
