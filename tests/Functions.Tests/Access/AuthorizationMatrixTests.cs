using System.Collections.Concurrent;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Access;

public sealed class AuthorizationMatrixTests(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    private const int AtOnce = 6;

    private static string PageFile => Repository.InRoot("docs", "authorization.md");

    [Fact]
    public void Every_route_of_the_app_is_in_the_matrix() => Assert.Empty(MatrixPage.Missing);

    [Fact]
    public void Every_line_is_about_a_route_of_the_app() => Assert.Empty(MatrixRoutes.All.Except(MatrixPage.Lines));

    [Fact]
    public void Every_line_of_the_matrix_is_told_apart_from_the_others() =>
        Assert.Equal(MatrixRoutes.All.Count, MatrixRoutes.All.Select(line => line.ToString()).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public async Task The_page_tells_the_matrix()
    {
        var page = MatrixPage.Make();
        if (Environment.GetEnvironmentVariable("SEATKEEPER_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(PageFile, page, HubWorld.Cancel);

        var told = File.Exists(PageFile) ? await File.ReadAllTextAsync(PageFile, HubWorld.Cancel) : "";
        Assert.True(page == told, "docs/authorization.md is not what the matrix tells: run this test with SEATKEEPER_WRITE_DOCS=1, and look at what it changed.");
    }

    [Fact]
    public async Task Everybody_gets_exactly_the_status_that_their_role_has_and_who_is_refused_leaves_no_trace()
    {
        var refused = new ConcurrentBag<MatrixCall>();
        await EachAsync(MatrixPage.Lines, async line =>
        {
            MatrixCall? shared = null;
            foreach (var who in MatrixCaller.All.Where(who => line.Refuses(who) is not null))
                refused.Add(shared is null || line.IsOwn ? shared = await line.PrepareAsync(world, who) : await line.SharedAsync(world, who, shared));
        });

        var before = await world.StoredAsync();
        var wrong = new ConcurrentBag<string>();
        await EachAsync(refused, async call => Note(wrong, await call.CheckAsync(world)));
        ShowAll(wrong);
        Assert.Equal(before, await world.StoredAsync());

        await EachAsync(MatrixPage.Lines, async line =>
        {
            foreach (var who in MatrixCaller.All.Where(who => line.Refuses(who) is null))
                Note(wrong, await TryAsync(line, who));
        });
        ShowAll(wrong);
    }

    // What cannot be prepared is told beside the other troubles.
    private async Task<string?> TryAsync(RouteLine line, MatrixCaller who)
    {
        try
        {
            return await (await line.PrepareAsync(world, who)).CheckAsync(world);
        }
        catch (Xunit.Sdk.XunitException e)
        {
            return $"{line} by {who}: {e.Message}";
        }
    }

    private static void ShowAll(ConcurrentBag<string> wrong) => Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order(StringComparer.Ordinal)));

    private static void Note(ConcurrentBag<string> wrong, string? trouble)
    {
        if (trouble is not null) wrong.Add(trouble);
    }

    private static Task EachAsync<T>(IEnumerable<T> all, Func<T, Task> work) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = HubWorld.Cancel }, async (one, _) => await work(one));
}
