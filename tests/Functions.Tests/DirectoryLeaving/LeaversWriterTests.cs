using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.DirectoryLeaving;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.DirectoryLeaving;

/// <summary>What the directory says of people beside what people say of them.</summary>
public sealed class LeaversWriterTests(HubWorld world) : IClassFixture<HubWorld>
{
    private LeaversWriter Writer => world.App.Get<LeaversWriter>();

    private WorkspaceUsersTable Users => world.App.Get<WorkspaceUsersTable>();

    [Fact]
    public async Task A_leaving_that_is_refused_leaves_no_trace_and_one_that_others_disturb_is_tried_again()
    {
        var (person, other, hub) = (await OutAsync(), (await world.PeopleAsync(1))[0], Guid.NewGuid().ToString("N"));
        var owners = world.App.Get<HubPeopleTable>();
        await owners.PutOwnerAsync(new HubPerson(hub, person.Id, HubRole.Owner, DateTimeOffset.UtcNow), HubWorld.Cancel);

        Assert.False(await LeaveAsync(person));

        Assert.Equal((true, false), await StandingAsync(person));
        await owners.PutOwnerAsync(new HubPerson(hub, other.Id, HubRole.Owner, DateTimeOffset.UtcNow), HubWorld.Cancel);
        world.Faults.Break(person.Id, 1, status: (int)HttpStatusCode.PreconditionFailed);
        await Assert.ThrowsAsync<TransientException>(() => LeaveAsync(person));
        Assert.Equal((true, false), await StandingAsync(person));
        Assert.True(await LeaveAsync(person));
        Assert.Equal((false, true), await StandingAsync(person));
    }

    [Fact]
    public async Task Who_leaves_is_out_of_their_teams_at_once_and_a_persons_word_after_the_directorys_holds()
    {
        var person = await OutAsync(isOut: false);
        var team = await world.TeamAsync(person);
        await world.App.Get<TeamChanges>().LeaveAsync(person.Id, StartDailyCheck.Seatkeeper, world.Engine.Client, HubWorld.Cancel);
        // Somebody who is here is taken out of nothing, whatever was read before.
        Assert.Equal([person.Id], (await world.App.Owner.GetAsync($"teams/{team.Id}")).As<TeamResponse>().MemberIds);
        var known = await FindAsync(person);
        await Users.SaveAsync([known with { Directory = known.Directory is { } facts ? facts with { State = DirectoryState.Disabled } : null }], HubWorld.Cancel);

        Assert.True(await LeaveAsync(person));
        Assert.Empty((await world.App.Owner.GetAsync($"teams/{team.Id}")).As<TeamResponse>().MemberIds ?? []);
        Assert.Equal((false, true), await StandingAsync(person));
        (await world.App.Owner.DeleteAsync($"directory/users/{person.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal((false, false), await StandingAsync(person));

        var told = await world.App.Get<ActivityTable>().ReadAsync(new Functions.Activity.ActivityFilter(null, UserId: person.Id), HubWorld.Cancel).ToListAsync(HubWorld.Cancel);
        Assert.Equal(["Seatkeeper", "Olive Owner"], told.Where(entry => entry.Entry.Event == "personLeft").Select(entry => entry.Entry.ActorName).Reverse());
    }

    private static AutomatedTask Sync() => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Type = AutomatedTaskType.SyncDirectory,
        Trigger = TaskTrigger.DailyCheck,
        HubId = null,
        ActorId = StartDailyCheck.Seatkeeper.Id,
        ActorName = StartDailyCheck.Seatkeeper.Name,
        Orchestrator = "none",
        RetryOf = null,
        CreatedAt = DateTimeOffset.UtcNow,
        UpdatedAt = DateTimeOffset.UtcNow,
    };

    private Task<bool> LeaveAsync(DirectoryPerson person) => Writer.LeaveAsync(Sync(), person.Id, world.Engine.Client, HubWorld.Cancel);

    private async Task<DirectoryPerson> OutAsync(bool isOut = true)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var facts = new DirectoryFacts(PersonId.OfAddress(email), isOut ? DirectoryState.Disabled : DirectoryState.Present, DateTimeOffset.UtcNow);
        var person = new DirectoryPerson(facts.ObjectId, WorkspaceUserKind.Directory, email, null, email, [], WorkspaceRole.User, Active: true) { Directory = facts };
        await Users.SaveAsync([person], HubWorld.Cancel);
        return person;
    }

    private async Task<DirectoryPerson> FindAsync(DirectoryPerson person) => await Users.FindAsync(person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");

    private async Task<(bool IsActive, bool? HasLeft)> StandingAsync(DirectoryPerson person) => await FindAsync(person) is var now ? (now.Active, now.Directory?.HasLeft) : default;
}
