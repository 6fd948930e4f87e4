using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>Somebody's address becomes another between the run that plans their invitation and the moment it is sent.</summary>
public sealed class AddressMeanwhileTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_has_another_address_by_the_time_it_is_sent_is_invited_at_that_one_alone(bool isSomebodyElses)
    {
        var (hub, team, people) = await world.GivenAsync(1);
        var newcomer = (await world.PeopleAsync(1))[0];
        hub.Site.Changes.Next(newcomer.Email, new Mishap(Before: new Failure(FailureKind.ChallengeRequired, FailurePhase.Login), Stops: true));
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0], newcomer));
        var waiting = await hub.UntilAsync(await hub.UntilStartedAsync(AutomatedTaskType.AddMembers), task => task.IsWaiting || task.IsEnded);
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, waiting.Status);
        var email = await RenameAsync(newcomer);
        var heir = newcomer with { Id = Guid.NewGuid().ToString("N"), Name = "Heir" };
        if (isSomebodyElses)
            await world.App.Get<WorkspaceUsersTable>().SaveAsync([heir], HubWorld.Cancel);

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(waiting.Id)).Status);
        await AssertRefusedAsync(hub, waiting.Id, newcomer);
        await AssertInvitedByTheNextRunAsync(hub, newcomer, email);
        Assert.Empty(await hub.SourcesAsync(heir));
    }

    [Fact]
    public async Task Whoever_has_another_address_by_the_time_it_is_tried_again_is_invited_at_that_one_alone()
    {
        var (hub, team, people) = await world.GivenAsync(1);
        var newcomer = (await world.PeopleAsync(1))[0];
        hub.Site.Changes.Next(newcomer.Email, new Mishap(Before: new Failure(FailureKind.SeatLimitReached, FailurePhase.Prepare)));
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0], newcomer));
        var failed = await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.AddMembers));
        Assert.Equal(AutomatedTaskStatus.Failed, failed.Status);
        var email = await RenameAsync(newcomer);

        var retry = (await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id;

        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(retry)).Status);
        await AssertRefusedAsync(hub, retry, newcomer);
        await AssertInvitedByTheNextRunAsync(hub, newcomer, email);
    }

    private static async Task AssertRefusedAsync(TestHub hub, string taskId, DirectoryPerson person)
    {
        var failure = (await hub.ItemsAsync(taskId))[person.Email].Failure;
        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.None), (failure?.Kind, failure?.Effect));
        Assert.Empty(hub.Sent());
    }

    // And nothing is planned once more by the runs after it.
    private async Task AssertInvitedByTheNextRunAsync(TestHub hub, DirectoryPerson person, string email)
    {
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();
        await hub.CheckAsync();
        await hub.DailyAsync();

        Assert.Equal([(ChangeAction.Invite, email)], hub.Sent());
        Assert.Equal(person.Id, (await hub.MemberAsync(email, Presence.Pending)).Decision.UserId);
        Assert.Equal([GrantSource.Team], await hub.SourcesAsync(person));
        Assert.DoesNotContain(await hub.MembersAsync(), member => member.Facts.Email == person.Email);
    }

    // As SCIM or Entra do that take the address before away: no run of a hub is started for it.
    private async Task<string> RenameAsync(DirectoryPerson person)
    {
        var (users, email) = (world.App.Get<WorkspaceUsersTable>(), $"new.{person.Email}");
        var now = await users.FindAsync(person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
        await users.SaveAsync([now with { Email = email }], HubWorld.Cancel);
        return email;
    }
}
