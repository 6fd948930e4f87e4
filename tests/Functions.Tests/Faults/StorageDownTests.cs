using Microsoft.DurableTask.Client;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Faults;

/// <summary>The storage's own process ends in the middle of a task, and comes back later.</summary>
public sealed class StorageDownTests : IAsyncLifetime
{
    // Longer than a lease that nobody could give back.
    private static readonly TimeSpan aWhile = TimeSpan.FromSeconds(31);

    private readonly string folder = Repository.NewRunFolder("storage-down");
    private readonly JumpingClock clock = new();
    private AzuriteServer? started;
    private HubWorld? made;
    private int unanswered = int.MaxValue;

    private AzuriteServer Azurite => started ?? throw new InvalidOperationException("Not started.");

    private HubWorld World => made ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        started = await AzuriteServer.StartOnAsync(folder);
        made = new HubWorld(started) { Clock = clock };
        made.Faults.WhenAway = ComeBackAsync;
        await made.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (made is not null) await made.DisposeAsync();
        if (started is not null) await started.DisposeAsync();
        System.IO.Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Between_an_effect_and_its_record_nobody_is_lost_and_nothing_is_sent_twice()
    {
        var hub = await World.HubOfAsync(8);
        hub.Site.Changes.AfterEffect = async _ =>
        {
            hub.Site.Changes.AfterEffect = _ => Task.CompletedTask;
            // Neither the record can be written, nor the lease given back, nor the next try begun.
            unanswered = 3;
            await Azurite.StopAsync();
        };
        var task = await hub.StartRemovalAsync(Email(1), Email(2));

        await World.Engine.EndOfAsync(task.Id);

        Assert.True(unanswered <= 0, $"{unanswered}");
        Assert.Equal((AutomatedTaskStatus.Completed, 2), ((await hub.TaskAsync(task.Id)).Status, (await hub.TaskAsync(task.Id)).ItemsDone));
        Assert.Equal([Email(1), Email(2)], hub.Site.Changes.Sent.Select(change => change.Email));
        var gone = (await hub.MembersAsync()).Where(member => member.Presence == Presence.Gone).Select(member => member.Facts.Email).Order(StringComparer.Ordinal);
        Assert.Equal([Email(1), Email(2)], gone);
        Assert.Equal(2, (await hub.ActivityAsync()).Count(entry => entry.Entry.Event == "memberRemoved" && entry.Entry.TaskId == task.Id));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        await LeaksNothingAsync(hub);
    }

    [Fact]
    public async Task When_it_stays_away_longer_than_anybody_tries_the_task_is_closed_afterwards_and_the_hub_goes_on()
    {
        var hub = await World.HubOfAsync(3);
        hub.Site.People = [.. hub.Site.People, ScriptedSite.Person("new@example.com")];
        hub.Site.BeforeNextRead(async (_, _) => await Azurite.StopAsync());
        var task = await hub.StartCheckAsync();

        var end = await World.Engine.EndOfAsync(task.Id);
        await Azurite.StartAgainAsync();

        Assert.Equal((OrchestrationRuntimeStatus.Failed, AutomatedTaskStatus.InProgress), (end.RuntimeStatus, (await hub.TaskAsync(task.Id)).Status));
        clock.Jump(aWhile);
        await World.App.Get<TaskSweep>().RunAsync(World.Engine.Client, HubWorld.Cancel);
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.StorageUnavailable), ((await hub.TaskAsync(task.Id)).Status, (await hub.TaskAsync(task.Id)).Failure?.Kind));
        Assert.DoesNotContain(await hub.MembersAsync(), member => member.Facts.Email == "new@example.com");
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.Contains(await hub.MembersAsync(), member => member.Facts.Email == "new@example.com");
        await LeaksNothingAsync(hub);
    }

    private Task LeaksNothingAsync(TestHub hub) => StoredText.AssertHoldsNoneAsync(World.App, HubWorld.Password, World.App.Owner.Key, hub.Owner.Caller.Key);

    private async Task ComeBackAsync()
    {
        if (Interlocked.Decrement(ref unanswered) != 0) return;
        clock.Jump(aWhile);
        await Azurite.StartAgainAsync();
    }
}
