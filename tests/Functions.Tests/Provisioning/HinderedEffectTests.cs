using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>Somebody is in the app with the address of a person who is given a seat.</summary>
public sealed class HinderedEffectTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Whoever_could_not_be_invited_is_invited_by_the_daily_run_once_nobody_has_their_address()
    {
        var hub = await world.HubOfAsync(20);
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(Email(3))}/exempt", new { reason = "A seat that is shared." })).Expect(HttpStatusCode.OK);
        var newcomer = new DirectoryPerson(PersonId.OfAddress(Email(3)), WorkspaceUserKind.Directory, "Newcomer", null, Email(3), [], WorkspaceRole.User, Active: true);
        await world.App.Get<WorkspaceUsersTable>().SaveAsync([newcomer], HubWorld.Cancel);
        await hub.GiveAsync(await world.TeamAsync(newcomer));
        await hub.DailyAsync();
        Assert.Empty(hub.Sent());
        Assert.Equal([newcomer.Id], (await hub.MarkAsync()).HinderedPeople);

        hub.Site.People = [.. hub.Site.People.Where(person => person.Email != Email(3))];
        await hub.CheckAsync();
        await hub.DailyAsync();

        Assert.Equal([(ChangeAction.Invite, Email(3))], hub.Sent());
        Assert.Empty((await hub.MarkAsync()).HinderedPeople);
    }

    [Fact]
    public async Task Whoever_gets_no_seat_because_somebody_elses_has_their_address_is_not_called_done()
    {
        var hub = await world.HubOfAsync(20);
        var other = await world.PersonAsync(WorkspaceRole.User);
        var match = await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(Email(4))}/match", new MatchMemberRequest(other.Person.Id, "Collaborator"));
        await hub.EndOfAsync(match.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        var newcomer = new DirectoryPerson(PersonId.OfAddress(Email(4)), WorkspaceUserKind.Directory, "Newcomer", null, Email(4), [], WorkspaceRole.User, Active: true);
        await world.App.Get<WorkspaceUsersTable>().SaveAsync([newcomer], HubWorld.Cancel);

        var given = await hub.GiveAsync(await world.TeamAsync(newcomer));

        var item = Assert.Single((await hub.ItemsAsync(given.Id)).Values);
        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, TaskItemStatus.Failed, FailureKind.AmbiguousIdentity), (given.Status, item.Status, item.Failure?.Kind));
        Assert.Empty(hub.Sent());

        // Nor by a retry, which changes nothing either.
        var retry = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{given.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, FailureKind.AmbiguousIdentity), (retry.Status, Assert.Single((await hub.ItemsAsync(retry.Id)).Values).Failure?.Kind));
    }

    [Fact]
    public void As_many_are_remembered_as_a_column_holds()
    {
        string[] people = [.. Enumerable.Range(0, 2000).Select(_ => Guid.NewGuid().ToString())];

        var hub = new DirtyHub("hub").Hindering(people);

        Assert.InRange(hub.Hindered.Length, 29_000, 32_768);
        Assert.Equal(people.Take(hub.HinderedPeople.Count), hub.HinderedPeople);
        Assert.Empty(hub.Hindering([]).HinderedPeople);
    }
}
