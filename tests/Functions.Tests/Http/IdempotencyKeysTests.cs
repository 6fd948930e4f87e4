using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Http;

public sealed class IdempotencyKeysTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private static readonly Caller ann = new("ann", "Ann", WorkspaceRole.User, IsPerson: true, InPerson: true);

    [Fact]
    public async Task The_same_key_and_body_give_the_same_id_at_once_and_later()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync(ann, "key-1", new { label = "x" })));

        Assert.Single(claims.Distinct(StringComparer.Ordinal));
        Assert.Equal(32, claims[0]?.Length);
        Assert.Equal(claims[0], await ClaimAsync(ann, "key-1", new { label = "x", password = "secrets do not count" }));
    }

    [Fact]
    public async Task Another_body_or_query_is_refused()
    {
        await ClaimAsync(ann, "key-2", new { label = "x" });

        foreach (var (body, query) in new (object, string)[] { (new { label = "y" }, ""), (new { label = "x" }, "?dryRun=true") })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => ClaimAsync(ann, "key-2", body, query));
            Assert.Equal(RefusalKind.IdempotencyKeyReused, refused.Refusal.Kind);
        }
    }

    [Fact]
    public async Task Others_and_other_routes_have_keys_of_their_own()
    {
        var ids = new[]
        {
            await ClaimAsync(ann, "key-3", new { label = "x" }),
            await ClaimAsync(ann with { Id = "bob" }, "key-3", new { label = "y" }),
            await ClaimAsync(ann, "key-3", new { label = "z" }, path: "/api/v1/other"),
        };

        Assert.Equal(3, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task No_key_is_no_claim_and_a_bad_one_is_refused()
    {
        Assert.Null(await ClaimAsync(ann, null, new { }));
        await Assert.ThrowsAsync<RefusedException>(() => ClaimAsync(ann, new string('k', 201), new { }));
    }

    [Fact]
    public async Task A_call_that_was_cut_short_while_it_took_something_goes_on_and_one_that_was_refused_is_looked_at_anew()
    {
        var asked = 0;

        await Assert.ThrowsAsync<IOException>(() => TakeAsync("key-4", _ => throw new IOException("Storage is away.")));
        await Assert.ThrowsAsync<TimeoutException>(() => TakeAsync("key-4", again => throw (again ? new TimeoutException() : new IOException())));
        Assert.Equal(1, asked);

        await Assert.ThrowsAsync<RefusedException>(() => TakeAsync("key-5", _ => throw new RefusedException(RefusalKind.StageNotAllowed, "Somebody else takes it.")));
        await Assert.ThrowsAsync<IOException>(() => TakeAsync("key-5", again => throw (again ? new TimeoutException() : new IOException())));
        Assert.Equal(3, asked);

        Task<IResult> TakeAsync(string key, Func<bool, Task<AutomatedTask>> take) => platform.App.Get<TaskAnswers>().TakeAsync(
            RequestWith(key), ann, body: null,
            () =>
            {
                asked++;
                return Task.CompletedTask;
            },
            take, TestContext.Current.CancellationToken);
    }

    private Task<string?> ClaimAsync(Caller caller, string? key, object body, string query = "", string path = "/api/v1/hubs") =>
        platform.App.Get<IdempotencyKeys>().ClaimAsync(RequestWith(key, query, path), caller, body, TestContext.Current.CancellationToken);

    private static HttpRequest RequestWith(string? key, string query = "", string path = "/api/v1/hubs")
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.Path = path;
        request.QueryString = new QueryString(query);
        if (key is not null) request.Headers["Idempotency-Key"] = key;
        return request;
    }
}
