using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Connecting;

/// <summary>A connection that a person stops once it has signed in: the first check is the rest of it.</summary>
public sealed class StoppedConnectionTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Stopped_while_the_first_check_reads_both_end_cancelled_and_no_member_is_written()
    {
        var (hub, task) = await ConnectAsync((site, stop) => site.BeforeNextRead((_, _) => stop()));

        await AssertStoppedAsync(hub, task);
        Assert.Equal(1, hub.Site.Reads);
    }

    [Fact]
    public async Task Stopped_before_the_first_check_is_recorded_it_reads_nothing()
    {
        var (hub, task) = await ConnectAsync((site, stop) => site.BeforeNextVerification((_, _) => stop()));

        await AssertStoppedAsync(hub, task);
        Assert.Equal(0, hub.Site.Reads);
    }

    [Fact]
    public async Task Stopped_while_the_first_check_waits_for_a_person_nobody_is_waited_for_any_more()
    {
        var (hub, task) = await ConnectAsync((site, _) => site.FailNextRead(FailureKind.ChallengeRequired));
        await UntilCheckWaitsAsync(hub, task);

        await StopAsync(hub.Owner, task);

        await AssertStoppedAsync(hub, task);
        await hub.AssertConnectedAsync();
    }

    private static async Task AssertStoppedAsync(TestHub hub, string task)
    {
        var ended = await hub.EndOfAsync(task);
        Assert.Equal((AutomatedTaskStatus.Cancelled, FailureKind.Cancelled), (ended.Status, ended.Failure?.Kind));
        var check = await hub.EndOfAsync(HubTasks.CheckOf(task));
        Assert.Equal((AutomatedTaskStatus.Cancelled, hub.Owner.Person.Id), (check.Status, check.Cancellation?.ById));
        Assert.Empty(await hub.MembersAsync());
        var row = await hub.RowAsync();
        Assert.Equal((HubState.Connected, null, null), (row.State, row.ActiveTaskId, row.WaitingTaskId));
    }

    private static async Task StopAsync(TestPerson owner, string task) => (await owner.Caller.PostAsync($"tasks/{task}/cancel", new { })).Expect(HttpStatusCode.Accepted);

    private async Task UntilCheckWaitsAsync(TestHub hub, string task)
    {
        while (await world.Tasks.FindAsync(HubTasks.CheckOf(task), HubWorld.Cancel) is not { IsWaiting: true })
        {
            Assert.False((await hub.TaskAsync(task)).IsEnded);
            await Task.Delay(TimeSpan.FromMilliseconds(50), HubWorld.Cancel);
        }
    }

    private async Task<(TestHub Hub, string Task)> ConnectAsync(Action<ScriptedSite, Func<Task>> prepare)
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, site) = await world.AccountAsync(owner);
        var started = new TaskCompletionSource<string>();
        prepare(site, async () => await StopAsync(owner, await started.Task));
        var task = (await owner.Caller.PostAsync("hubs", HubWorld.Wish(account))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        started.SetResult(task.Id);
        return (new TestHub(world, task.HubId ?? "", owner, site, account), task.Id);
    }
}
