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
        using var enough = new CancellationTokenSource();
        var marking = MarkAgainAndAgainAsync(hub, enough.Token);

        await hub.StartGivingAsync(team);
        await hub.UntilStartedAsync(AutomatedTaskType.AddMembers);

        await enough.CancelAsync();
        await marking;
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Invite, person.Email)], hub.Sent());
    }

    private async Task MarkAgainAndAgainAsync(TestHub hub, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            await world.App.Get<ProvisionRuns>().StartAsync(hub.Id, TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, world.Engine.Client, HubWorld.Cancel);
    }
}
