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
        var plans = new HashSet<string>(StringComparer.Ordinal);
        world.Faults.WhenWritten = async row =>
        {
            // Each plan is overtaken by a change, until something of one is started.
            if (PlanIn(row, hub.Id) is { } plan && plans.Add(plan) && (await hub.TasksAsync(AutomatedTaskType.AddMembers)).Count == 0)
                await world.App.Get<ProvisionRuns>().StartAsync(hub.Id, TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, world.Engine.Client, HubWorld.Cancel);
        };

        var run = await hub.GiveAsync(team);

        Assert.Equal(AutomatedTaskStatus.Completed, run.Status);
        Assert.InRange(plans.Count, 2, 10);
        Assert.Equal([(ChangeAction.Invite, person.Email)], hub.Sent());
        Assert.False((await hub.MarkAsync()).IsDirty);
    }

    private static string? PlanIn(string row, string hubId)
    {
        var fields = row.StartsWith('{') ? JsonNode.Parse(row) : null;
        return fields?["RowKey"]?.ToString() == hubId && fields["Begun"]?.ToString() is { Length: > 0 } plan ? plan : null;
    }
}
