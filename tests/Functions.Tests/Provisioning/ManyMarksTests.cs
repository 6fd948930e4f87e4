using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>Changes come faster than a run can plan them.</summary>
public sealed class ManyMarksTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Changes_that_come_one_after_the_other_hold_up_nobody_who_is_to_be_invited()
    {
        world.App.Get<IOptions<ProvisioningOptions>>().Value.Settling = TimeSpan.Zero;
        var hub = await world.HubOfAsync(5);
        var person = (await world.PeopleAsync(1))[0];
        var team = await world.TeamAsync(person);
        var plans = Overtake(hub, AutomatedTaskType.AddMembers);

        var run = await hub.GiveAsync(team);

        Assert.Equal(AutomatedTaskStatus.Completed, run.Status);
        Assert.InRange(plans.Count, 2, 10);
        Assert.Equal([(ChangeAction.Invite, person.Email)], hub.Sent());
        Assert.False((await hub.MarkAsync()).IsDirty);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(4_000, Explicit = true)]
    public async Task Nor_for_good_what_waits_whether_somebody_who_left_is_in_another_team(int settling)
    {
        var (hub, team, people) = await world.GivenAsync(1);
        var newcomer = (await world.PeopleAsync(1))[0];
        world.App.Get<IOptions<ProvisioningOptions>>().Value.Settling = TimeSpan.FromMilliseconds(settling);
        var plans = Overtake(hub, AutomatedTaskType.RemoveMembers);

        var run = await hub.EndOfAsync(await world.ChangeAsync(team, newcomer));
        await hub.InStepAsync();

        Assert.Equal(AutomatedTaskStatus.Completed, run.Status);
        Assert.True(plans.Count > 1);
        Assert.Equal([(ChangeAction.Remove, people[0].Email), (ChangeAction.Invite, newcomer.Email)], hub.Sent());
    }

    // Each plan is overtaken by a change, until something of one is started.
    private HashSet<string> Overtake(TestHub hub, AutomatedTaskType until)
    {
        var plans = new HashSet<string>(StringComparer.Ordinal);
        world.Faults.WhenWritten = async row =>
        {
            if (PlanIn(row, hub.Id) is { } plan && plans.Add(plan) && (await hub.TasksAsync(until)).Count == 0)
                await world.App.Get<ProvisionRuns>().StartAsync(hub.Id, TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, world.Engine.Client, HubWorld.Cancel);
        };
        return plans;
    }

    private static string? PlanIn(string row, string hubId)
    {
        var fields = row.StartsWith('{') ? JsonNode.Parse(row) : null;
        return fields?["RowKey"]?.ToString() == hubId && fields["Begun"]?.ToString() is { Length: > 0 } plan ? plan : null;
    }
}
