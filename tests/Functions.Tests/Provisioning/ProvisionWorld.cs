using Seatkeeper.Contracts;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>What tests of runs ask and look at.</summary>
internal static class ProvisionWorld
{
    // Each look is several requests to a storage that serves one at a time.
    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(150);

    // Past the time that a change in progress is given.
    public static DateTimeOffset Later => DateTimeOffset.UtcNow.AddMinutes(2);

    /// <summary>A hub whose people are in a team that was given to it, with confirmed seats that only the team gives.</summary>
    public static async Task<(TestHub Hub, TeamResponse Team, DirectoryPerson[] People)> GivenAsync(this HubWorld world, int people, int others = 20)
    {
        var hub = await world.HubOfAsync(others);
        var members = await world.PeopleAsync(people);
        var team = await world.TeamAsync(members);
        var given = await hub.GiveAsync(team);
        var end = await world.Engine.Client.GetInstanceAsync(given.Id, getInputsAndOutputs: true, HubWorld.Cancel);
        Assert.True(given.Status == AutomatedTaskStatus.Completed, $"{given.Status}: {given.Failure} {end?.FailureDetails}");
        hub.Site.People = [.. hub.Site.People.Select(person => person with { Presence = Presence.Confirmed })];
        var check = await hub.CheckAsync();
        Assert.True(check.Status == AutomatedTaskStatus.Completed, $"{check.Status}: {check.Failure}");
        hub.Site.Changes.Sent.Clear();
        return (hub, team, members);
    }

    public static Task SweepAsync(this HubWorld world, DateTimeOffset now) => world.App.Get<ProvisionSweep>().RunAsync(now, world.Engine.Client, HubWorld.Cancel);

    public static async Task<DirtyHub> MarkAsync(this TestHub hub) => await hub.World.App.Get<DirtyHubsTable>().FindAsync(hub.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Not marked.");

    /// <summary>What the hub's daily run does of itself, until nothing is open any more.</summary>
    public static async Task DailyAsync(this TestHub hub)
    {
        await hub.World.App.Get<GroupNews>().TellDailyAsync(await hub.RowAsync(), DateTimeOffset.UtcNow, hub.World.Engine.Client, HubWorld.Cancel);
        await hub.InStepAsync();
    }

    /// <summary>Waits until a task of a type is there, and gives its id.</summary>
    public static async Task<string> UntilStartedAsync(this TestHub hub, AutomatedTaskType type)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(HubWorld.Cancel);
        limit.CancelAfter(InProcessEngine.Patience);
        while (true)
        {
            if ((await hub.TasksAsync(type)).FirstOrDefault() is { } task)
                return task.Id;
            await Task.Delay(betweenLooks, limit.Token);
        }
    }

    /// <summary>Waits until a hub is in step with its teams, and all its tasks have ended.</summary>
    public static async Task InStepAsync(this TestHub hub)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(HubWorld.Cancel);
        limit.CancelAfter(InProcessEngine.Patience);
        while ((await hub.MarkAsync()).IsDirty || (await hub.Owner.Caller.GetAsync($"tasks?hubId={hub.Id}")).As<ListResponse<TaskResponse>>().Items.Any(task => !TaskTransitions.IsFinal(task.Status)))
            await Task.Delay(betweenLooks, limit.Token);
    }
}
