using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>Somebody is taken out of one team a while before they are put into another.</summary>
public sealed class SettlingTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_seat_is_kept_while_it_is_waited_whether_its_person_is_in_another_team()
    {
        world.App.Get<IOptions<ProvisioningOptions>>().Value.Settling = TimeSpan.FromHours(1);
        var (hub, from, people) = await world.GivenAsync(2);
        var to = await world.TeamAsync();
        await hub.GiveAsync(to);

        var left = await world.ChangeAsync(from, people[1]);
        await hub.UntilAsync(left.Tasks?[0].TaskId ?? "", task => task.Progress == EffectStarts.Settling);
        Assert.Null((await hub.RowAsync()).ActiveTaskId);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        var arrived = await world.ChangeAsync(to, people[0]);

        Assert.Equal(left.Tasks?[0].TaskId, arrived.Tasks?[0].TaskId);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(arrived)).Status);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Empty(await hub.TasksAsync(AutomatedTaskType.RemoveMembers));

        // Who takes a whole team from a hub waits for nothing.
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.TakeAsync(to, "app")).Status);
        Assert.Single(hub.Site.Changes.Sent);
    }
}
