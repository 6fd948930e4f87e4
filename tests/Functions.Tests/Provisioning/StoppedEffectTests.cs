using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>What a team leads to is stopped on its way.</summary>
public sealed class StoppedEffectTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task What_had_been_sent_when_a_task_was_terminated_is_looked_at_and_what_had_not_is_not_done()
    {
        var (hub, team, people) = await world.GivenAsync(3, others: 60);
        var (sent, goOn) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        hub.Site.Changes.AfterEffect = change =>
        {
            sent.TrySetResult(change.Email);
            return goOn.Task;
        };
        await world.ChangeAsync(team, people[0]);
        var first = await sent.Task.WaitAsync(InProcessEngine.Patience, HubWorld.Cancel);
        var removal = (await hub.TasksAsync(AutomatedTaskType.RemoveMembers)).Single();

        await world.App.Get<AbandonedTasks>().StopAsync(
            await hub.TaskAsync(removal.Id), new TaskOutcome(removal.Id, "", AutomatedTaskStatus.Cancelled, new Failure(FailureKind.Cancelled, Detail: "The run was terminated by an administrator.")), world.Engine.Client, HubWorld.Cancel);
        goOn.SetResult();
        hub.Site.Changes.AfterEffect = _ => Task.CompletedTask;
        await hub.InStepAsync();
        Assert.Equal([removal.Id], (await hub.MarkAsync()).PastTasks);

        // The first is back before anybody has seen that the seat is gone; the other keeps it, as whoever stopped the task wanted.
        await world.ChangeAsync(team, people[0], people.Single(person => person.Email == first));
        await hub.InStepAsync();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, first), (ChangeAction.Invite, first)], hub.Sent());
        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(people.Skip(1).Single(person => person.Email != first)));
    }

    [Fact]
    public async Task What_a_run_stops_for_a_removal_of_the_hub_is_known_to_be_stopped_for_it()
    {
        var (hub, team, people) = await world.GivenAsync(10, others: 10);
        await world.ChangeAsync(team, people[0]);
        var waiting = await hub.UntilStartedAsync(AutomatedTaskType.RemoveMembers);
        await hub.UntilAsync(waiting, task => task.Status == AutomatedTaskStatus.WaitingForApproval);

        await world.App.Get<EffectOutcomes>().StopAsync([waiting], new Failure(FailureKind.Cancelled, Detail: "Stopped by Ann, who removes the hub."), forRemoval: true, world.Engine.Client, HubWorld.Cancel);
        await hub.EndOfAsync(waiting);

        // The hub stays, so what was to be done is done.
        Assert.True((await hub.TaskAsync(waiting)).IsStoppedForRemoval);
        Assert.Equal([waiting], (await hub.MarkAsync()).PastTasks);
    }
}
