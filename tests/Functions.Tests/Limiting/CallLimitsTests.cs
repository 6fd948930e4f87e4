using System.Net;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Limiting;
using Seatkeeper.Functions.Tests.Scim;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Limiting;

public sealed class CallLimitsTests(AzuriteServer azurite)
{
    // Longer than any test: what is held off in it stays so.
    private const string Long = "01:00:00";

    [Fact]
    public async Task A_caller_who_calls_too_often_waits_and_nobody_else_does()
    {
        await using var app = await StartAsync(calls: 5, failures: 1, Long);
        using var ann = await app.CallerAsync("limits-ann", WorkspaceRole.User);
        using var annToo = await app.CallerAsync("limits-ann", WorkspaceRole.User);
        using var ben = await app.CallerAsync("limits-ben", WorkspaceRole.User);
        for (var call = 0; call < 5; call++) (await ann.GetAsync("apps")).Expect(HttpStatusCode.OK);

        // Counted by who calls, not by key.
        foreach (var caller in new[] { ann, annToo })
        {
            var refused = (await caller.GetAsync("apps")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");
            Assert.InRange(refused.RetryAfter ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(12));
        }

        (await ben.GetAsync("apps")).Expect(HttpStatusCode.OK);
        // What anybody may ask is not counted; nor is what Microsoft Graph tells, for what is refused there may be lost.
        for (var call = 0; call < 10; call++)
        {
            (await ann.GetAsync("health/live")).Expect(HttpStatusCode.OK);
            (await ann.PostAsync("webhooks/graph", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        }
    }

    [Fact]
    public async Task An_identity_provider_is_a_caller_too_and_is_told_in_its_own_words()
    {
        await using var app = await StartAsync(calls: 5, failures: 2, Long);
        var provider = await ScimProvider.ConnectAsync(app);
        for (var call = 0; call < 5; call++) (await provider.GetAsync("ServiceProviderConfig")).Expect(200);

        var refused = await provider.GetAsync("ServiceProviderConfig");

        Assert.Equal((429, "application/scim+json"), (refused.Status, refused.ContentType));
        Assert.InRange(int.Parse(refused.RetryAfter ?? "", System.Globalization.CultureInfo.InvariantCulture), 1, 720);
        // Its tokens are tried like keys: at two doors, and counted at one.
        foreach (var status in new[] { 401, 401, 429 })
            Assert.Equal(status, (await provider.SendAsync("GET", "ServiceProviderConfig", null, ("Authorization", $"Bearer {ApiKeySecret.Create()}"), ("X-Forwarded-For", "203.0.113.9"))).Status);
        (await TryAsync(app, "203.0.113.9")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");
    }

    [Fact]
    public async Task An_address_that_tries_keys_is_held_off_and_those_who_call_from_there_with_their_own_are_not()
    {
        await using var app = await StartAsync(calls: 100, failures: 3, Long);
        using var known = await app.CallerAsync("limits-kim", WorkspaceRole.User);
        using var late = await app.CallerAsync("limits-lee", WorkspaceRole.User);
        (await known.GetAsync("apps")).Expect(HttpStatusCode.OK);
        using var nobody = app.Owner.With(null);
        for (var call = 0; call < 5; call++) (await FromAsync(nobody, "203.0.113.7")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");

        for (var call = 0; call < 3; call++) (await TryAsync(app, "203.0.113.7")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");

        Assert.NotNull((await TryAsync(app, "203.0.113.7")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests").RetryAfter);
        // What anybody can write before the address that the front end saw changes nothing, and port and form neither.
        (await TryAsync(app, "198.51.100.1, 203.0.113.7:5000")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");
        (await TryAsync(app, "198.51.100.2, ::ffff:203.0.113.7")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");
        (await TryAsync(app, "198.51.100.1")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        (await FromAsync(known, "203.0.113.7")).Expect(HttpStatusCode.OK);
        // A key that works and was not seen lately cannot be told from one that is guessed: it waits too.
        (await FromAsync(late, "203.0.113.7")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");

        // An address of version 6 is its whole network.
        for (var call = 1; call <= 3; call++) (await TryAsync(app, $"2001:db8:1:2::{call}")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        (await TryAsync(app, "2001:db8:1:2:ffff::9")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");
        (await TryAsync(app, "2001:db8:1:3::1")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
    }

    [Fact]
    public async Task A_key_that_was_revoked_is_held_off_like_any_other_and_does_not_use_up_its_neighbours_tries()
    {
        await using var app = await StartAsync(calls: 100, failures: 3, Long);
        using var program = await app.CallerAsync("limits-program", WorkspaceRole.User);
        (await FromAsync(program, "203.0.113.8")).Expect(HttpStatusCode.OK);
        var keys = app.Get<Functions.Storage.ApiKeysTable>();
        await keys.RevokeAsync(ApiKeySecret.IdOf(ApiKeySecret.Hash(program.Key)), DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);

        for (var call = 0; call < 3; call++) (await FromAsync(program, "203.0.113.8")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        // Before, it went on for a quarter of an hour, each try counted.
        (await FromAsync(program, "203.0.113.8")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");
    }

    [Fact]
    public async Task Behind_two_proxies_the_address_is_the_one_that_the_outer_saw_and_a_stranger_locks_nobody_else_out()
    {
        await using var app = await StartAsync(calls: 100, failures: 3, Long, proxies: 2);
        using var late = await app.CallerAsync("limits-far", WorkspaceRole.User);
        // What the caller wrote, what the outer proxy saw, and the outer proxy itself.
        for (var call = 0; call < 3; call++) (await TryAsync(app, $"198.51.100.{call}, 203.0.113.7:5000, 100.100.0.1")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");

        (await TryAsync(app, "192.0.2.9, 203.0.113.7, 100.100.0.1")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");
        (await FromAsync(late, "203.0.113.99, 100.100.0.1")).Expect(HttpStatusCode.OK);
        // Whoever comes by one proxy only is counted by what that one saw.
        for (var call = 0; call < 3; call++) (await TryAsync(app, "203.0.113.50")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        (await TryAsync(app, "203.0.113.50")).ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests");
    }

    [Fact]
    public async Task Whoever_waited_is_let_in_again()
    {
        await using var app = await StartAsync(calls: 1, failures: 1, "00:00:01");
        using var ann = await app.CallerAsync("limits-ann", WorkspaceRole.User);
        using var ben = await app.CallerAsync("limits-ben", WorkspaceRole.User);

        await UntilAsync(HttpStatusCode.TooManyRequests, () => ann.GetAsync("apps"));
        await UntilAsync(HttpStatusCode.OK, () => ann.GetAsync("apps"));
        await UntilAsync(HttpStatusCode.TooManyRequests, () => TryAsync(app, "203.0.113.7"));
        await UntilAsync(HttpStatusCode.OK, () => FromAsync(ben, "203.0.113.7"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(18_000)]
    public void As_many_calls_come_back_within_the_window_as_the_setting_says(int calls)
    {
        var refilling = CallLimits.Refilling(new CallLimitOptions { Calls = calls });

        Assert.Equal(calls, refilling.TokenLimit);
        Assert.Equal(calls, (int)Math.Round(TimeSpan.FromMinutes(1) / refilling.ReplenishmentPeriod) * refilling.TokensPerPeriod);
    }

    [Fact]
    public void Limits_that_let_nobody_in_are_refused_at_the_start()
    {
        var check = new CallLimitOptionsCheck();

        Assert.True(check.Validate(null, new CallLimitOptions()).Succeeded);
        foreach (var wrong in new[] { new CallLimitOptions { Calls = 0 }, new CallLimitOptions { FailedTries = 0 }, new CallLimitOptions { Proxies = 0 }, new CallLimitOptions { Window = TimeSpan.Zero }, new CallLimitOptions { Window = TimeSpan.FromDays(2) } })
            Assert.Contains("Limits__", check.Validate(null, wrong).FailureMessage, StringComparison.Ordinal);
    }

    private Task<TestApp> StartAsync(int calls, int failures, string window, int proxies = 1) => TestApp.StartAsync(azurite, settings: settings =>
    {
        settings["Limits:Calls"] = $"{calls}";
        settings["Limits:FailedTries"] = $"{failures}";
        settings["Limits:Window"] = window;
        settings["Limits:Proxies"] = $"{proxies}";
    });

    private static async Task UntilAsync(HttpStatusCode status, Func<Task<ApiAnswer>> call)
    {
        while ((await call()).Status != status) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task<ApiAnswer> TryAsync(TestApp app, string address)
    {
        using var guess = app.Owner.With(ApiKeySecret.Create());
        return await FromAsync(guess, address);
    }

    private static Task<ApiAnswer> FromAsync(TestCaller caller, string address) => caller.SendAsync(HttpMethod.Get, "apps", null, ("X-Forwarded-For", address));
}
