using System.Net;
using Azure.Data.Tables;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Faults;

/// <summary>Somebody, or a time server, sets the clock while the app works.</summary>
public sealed class ClockJumpTests(AzuriteServer azurite)
{
    private static readonly TimeSpan duration = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Forward_and_back_in_the_middle_of_checks_and_between_them_everything_is_read_and_nothing_waits_for_a_time_that_was_wrong()
    {
        var clock = new JumpingClock();
        await using var world = new HubWorld(azurite) { Clock = clock };
        await world.InitializeAsync();
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(5) });

        // Forward, back to before the connection, and right again.
        foreach (var (jump, number) in new[] { (23, 0), (-46, 1), (23, 2) })
        {
            hub.Site.People = [.. hub.Site.People, ScriptedSite.Person($"new{number}@example.com")];
            hub.Site.BeforeNextRead((_, _) =>
            {
                clock.Jump(TimeSpan.FromHours(jump));
                return Task.CompletedTask;
            });
            Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
            Assert.Contains(await hub.MembersAsync(), member => member.Facts.Email == $"new{number}@example.com");
        }

        // Right now somebody is checked at a time that is 23 hours away, and then the clock is set right.
        clock.Jump(TimeSpan.FromHours(23));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        clock.Jump(TimeSpan.FromHours(-23));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        // A key ends by the clock, and no longer than the clock says so.
        clock.Jump(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.Owner.Caller.GetAsync("hubs")).Status);
        clock.Jump(TimeSpan.FromHours(-25));
        Assert.Equal(HttpStatusCode.OK, (await hub.Owner.Caller.GetAsync("hubs")).Status);
        await StoredText.AssertHoldsNoneAsync(world.App, HubWorld.Password, world.App.Owner.Key, hub.Owner.Caller.Key);
    }

    [Fact]
    public async Task Of_two_instances_whose_clocks_disagree_one_at_most_may_write()
    {
        var (right, wrong) = (new JumpingClock(), new JumpingClock());
        await using var app = await TestApp.StartAsync(azurite);
        var (ours, theirs) = (new LeasesTable(app.Get<TableServiceClient>(), right), new LeasesTable(app.Get<TableServiceClient>(), wrong));
        var key = new LeaseKey("ahrefs", "disputed");

        // Theirs is an hour ahead: what they hold, or left behind when they died, is not taken from them; and we ask again soon.
        wrong.Jump(TimeSpan.FromHours(1));
        await using var held = await TakeAsync(theirs, key, wrong);
        var answer = await ours.AcquireAsync(key, "we", duration, HubWorld.Cancel);
        Assert.Null(answer.Lease);
        Assert.InRange(answer.Until, right.GetUtcNow(), right.GetUtcNow() + duration);
        await held.DisposeAsync();

        // What they gave back is free by our clock too. Then theirs is an hour behind: they believe to hold what we have taken by then.
        wrong.Jump(TimeSpan.FromHours(-2));
        await using var behind = await TakeAsync(theirs, key, wrong);
        await using var taken = await TakeAsync(ours, key, right);
        Assert.True(taken.Token > behind.Token);
        Assert.Equal(FailureKind.LeaseLost, (await Assert.ThrowsAsync<AppFailureException>(() => behind.CheckAsync(HubWorld.Cancel))).Failure.Kind);
        Assert.Null((await theirs.AcquireAsync(key, "they", duration, HubWorld.Cancel)).Lease);
        await taken.CheckAsync(HubWorld.Cancel);
    }

    private static async Task<WorkspaceLease> TakeAsync(LeasesTable leases, LeaseKey key, TimeProvider clock) =>
        (await WorkspaceLease.TryTakeAsync(leases, key, "test", new LeaseTimes(duration, clock), HubWorld.Cancel)).Lease ?? throw new InvalidOperationException("Not free.");

    [Fact]
    public async Task A_pause_that_an_instance_noted_whose_clock_was_ahead_is_over_within_the_hour()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var (state, now, cancel) = (app.Get<DirectoryStateTable>(), DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);

        await state.PauseAsync(now.AddHours(23), cancel);
        Assert.InRange(await state.PausedUntilAsync(cancel) ?? default, now.AddMinutes(55), now.AddMinutes(70));

        await state.PauseAsync(now.AddMinutes(5), cancel);
        Assert.True(await state.PausedUntilAsync(cancel) > now.AddMinutes(50));
    }
}
