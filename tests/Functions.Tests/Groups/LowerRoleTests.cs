using System.Net;
using Microsoft.Extensions.Options;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>Somebody whose seat has another reason moves between groups that give a higher role.</summary>
public sealed class LowerRoleTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly TimeSpan aLongTime = TimeSpan.FromHours(1);

    private ProvisioningOptions Times => world.App.Get<IOptions<ProvisioningOptions>>().Value;

    [Fact]
    public async Task Keeps_the_role_while_it_is_waited_whether_they_are_in_another_group_that_gives_it()
    {
        var (hub, from, people) = await AdminAsync();
        var to = world.Groups.Add(GroupWorld.Name(), []);
        await hub.MapAsync(to, "Admin");
        Times.Settling = aLongTime;

        await world.ChangeGroupAsync(from);
        await hub.UntilAsync((await hub.MarkAsync()).TaskId ?? "", task => task.Progress == EffectStarts.Settling);
        await world.ChangeGroupAsync(to, people);
        await hub.InStepAsync();
        Assert.Empty(hub.Sent());

        // Nobody puts them into a third one.
        await world.ChangeGroupAsync(to);
        await hub.UntilAsync((await hub.MarkAsync()).TaskId ?? "", task => task.Progress == EffectStarts.Settling);
        Times.Settling = TimeSpan.Zero;
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.ChangeRole, people[0].Email)], hub.Sent());
        Assert.Equal(AppRole.Member, hub.Site.People.Single(person => person.Email == people[0].Email).Role);
    }

    [Fact]
    public async Task Loses_it_at_once_where_the_whole_group_is_taken_from_the_hub_or_gives_less()
    {
        Times.Settling = aLongTime;
        var (hub, group, people) = await AdminAsync();
        await hub.MapAsync(group, "Guest");
        Assert.Equal([(ChangeAction.ChangeRole, people[0].Email)], hub.Sent());

        (hub, group, people) = await AdminAsync();
        var taken = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/groups/{group}?scope=app")).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.EndOfAsync(taken.Id);
        Assert.Equal([(ChangeAction.ChangeRole, people[0].Email)], hub.Sent());
    }

    // A team gives the seat, and a group makes its one person Admin; somebody else stays Admin, as the last one would rightly do.
    private async Task<(TestHub Hub, string Group, DirectoryPerson[] People)> AdminAsync()
    {
        world.Groups.IsConnected = true;
        var people = await world.PeopleAsync(1);
        var hub = await world.HubOfAsync(20, [ScriptedSite.Person("another.admin@example.com", AppRole.Admin)]);
        var group = world.Groups.Add(GroupWorld.Name(), GroupWorld.Ids(people));
        await hub.GiveAsync(await world.TeamAsync(people));
        await hub.MapAsync(group, "Admin");
        await hub.ConfirmAsync();
        await hub.InStepAsync();
        hub.Site.Changes.Sent.Clear();
        return (hub, group, people);
    }
}
