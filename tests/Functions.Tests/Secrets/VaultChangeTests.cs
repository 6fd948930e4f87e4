using System.Globalization;
using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.KeyVaultSimulator.Faulting;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Secrets;

/// <summary>
/// The vault is in trouble, and stays so, from the first sign-in of a connection on, or from the moment when the first of several people was
/// removed or invited, which nothing takes back: each visit after that signs in, the one that reads the list at the end as well.
/// </summary>
public sealed class VaultChangeTests(VaultWorld started) : IClassFixture<VaultWorld>
{
    private static readonly TimeSpan busyFor = TimeSpan.FromSeconds(2);

    private int? armed;

    private HubWorld World => started.World;

    private FaultBook Faults => started.Vault.Server.Faults;

    [Theory]
    [InlineData("429", FailureKind.SecretsThrottled, Explicit = true)]
    [InlineData("403", FailureKind.SecretsForbidden, Explicit = true)]
    [InlineData("reset", FailureKind.SecretUnavailable)]
    public async Task A_connection_ends_saying_so_and_the_retry_connects_the_hub(string trouble, FailureKind kind)
    {
        var site = new ScriptedSite();
        site.SigningIn = async (run, cancel) =>
        {
            armed ??= Arm(trouble, run.AccountId);
            await run.GetCredentialsAsync(cancel);
        };

        var hub = await World.ConnectAsync(site);

        Assert.Equal((HubState.NeedsAttention, kind), ((await hub.RowAsync()).State, (await hub.RowAsync()).Trouble?.Kind));
        // What needs a person is never tried twice.
        Assert.Equal(kind == FailureKind.SecretsForbidden ? 1 : new StepRetryOptions().Attempts, site.Verifications);
        Disarm();
        var retry = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new RetryHubRequest(null))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(retry.Id)).Status);
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
        Assert.DoesNotContain("correct horse", World.App.Log.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("429", FailureKind.SecretsThrottled, Explicit = true)]
    [InlineData("403", FailureKind.SecretsForbidden)]
    [InlineData("reset", FailureKind.SecretUnavailable, Explicit = true)]
    public async Task A_removal_ends_saying_so_after_its_first_effect_and_the_retry_removes_the_rest_and_nobody_twice(string trouble, FailureKind kind)
    {
        var hub = await HubAsync(trouble);

        // One goes first, in a visit of their own.
        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        await EndsAsync(hub, task, kind, Email(1));
        await RetryAsync(hub, task, Email(1), Email(2), Email(3));
        Assert.DoesNotContain(await hub.MembersAsync(), member => member.Presence != Domain.Members.Presence.Gone && member.Facts.Email is { } email && new[] { Email(1), Email(2), Email(3) }.Contains(email));
    }

    [Theory]
    [InlineData("429", FailureKind.SecretsThrottled)]
    [InlineData("403", FailureKind.SecretsForbidden, Explicit = true)]
    [InlineData("reset", FailureKind.SecretUnavailable, Explicit = true)]
    public async Task Invitations_end_saying_so_after_the_first_and_the_retry_sends_the_rest_and_none_twice(string trouble, FailureKind kind)
    {
        var hub = await HubAsync(trouble);
        hub.Site.Changes.Next("second@corp.test", new Mishap(Before: new Failure(FailureKind.SessionExpired, FailurePhase.Navigate), Stops: true));

        var task = await hub.AddAsync("first@corp.test", "second@corp.test");

        await EndsAsync(hub, task, kind, "first@corp.test");
        await RetryAsync(hub, task, "first@corp.test", "second@corp.test");
    }

    [Fact]
    public async Task A_removal_waits_out_what_the_vault_asks_for_after_its_first_effect_and_goes_on_with_nobody_twice()
    {
        var hub = await HubAsync("busy");
        var effects = new List<long>();
        var arm = hub.Site.Changes.AfterEffect;
        hub.Site.Changes.AfterEffect = change =>
        {
            effects.Add(TimeProvider.System.GetTimestamp());
            return arm(change);
        };

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.Completed, null), (task.Status, task.Failure));
        Assert.Equal(1, Faults.FiredOf(armed ?? 0));
        Assert.Equal([Email(1), Email(2), Email(3)], hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.True(TimeProvider.System.GetElapsedTime(effects[0], effects[1]) >= busyFor, "It did not wait.");
        Assert.Null((await hub.RowAsync()).ActiveTaskId);
    }

    private async Task<TestHub> HubAsync(string trouble)
    {
        var hub = await World.HubOfAsync(20);
        hub.Site.SigningIn = (run, cancel) => run.GetCredentialsAsync(cancel);
        hub.Site.Changes.AfterEffect = _ =>
        {
            armed ??= Arm(trouble, hub.AccountId);
            return Task.CompletedTask;
        };
        return hub;
    }

    private async Task EndsAsync(TestHub hub, AutomatedTask task, FailureKind kind, string sent)
    {
        Assert.Equal((AutomatedTaskStatus.Failed, kind), (task.Status, task.Failure?.Kind));
        Assert.Equal([sent], hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.Equal((null, true), ((await hub.RowAsync()).ActiveTaskId, Faults.FiredOf(armed ?? 0) > 0));
    }

    private async Task RetryAsync(TestHub hub, AutomatedTask failed, params string[] emails)
    {
        Disarm();
        var retry = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal((AutomatedTaskStatus.Completed, null), (retry.Status, retry.Failure));
        Assert.Equal(emails, hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.DoesNotContain("correct horse", World.App.Log.All, StringComparison.Ordinal);
    }

    private int Arm(string trouble, string accountId)
    {
        var fault = trouble switch
        {
            "busy" => new Fault(Status: 429) { RetryAfter = busyFor.TotalSeconds.ToString(CultureInfo.InvariantCulture) },
            "429" => new Fault(Status: 429) { RetryAfter = "0" },
            "403" => new Fault(Status: 403) { InnerCode = "ForbiddenByRbac" },
            _ => new Fault(FaultKind.Reset),
        };
        return Faults.Add(fault with { Name = accountId, Times = trouble == "busy" ? 1 : null });
    }

    private void Disarm() => Faults.Remove(armed ?? throw new InvalidOperationException("The vault was never in trouble."));
}
