using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>What becomes of people who leave, or become somebody else, while they are being added.</summary>
public sealed class AddMeanwhileTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Whoever_left_while_the_task_waited_is_not_invited()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3);
        var waiting = await ChallengedAsync(hub, person, new AddMembersRequest([new(person.Person.Id)]));
        await LeaveAsync(person);

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.None), await FailureAsync(hub, waiting.Id, person));
    }

    [Fact]
    public async Task Whoever_left_before_it_was_tried_again_is_not_invited()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3);
        hub.Site.Changes.Next(person.Person.Email, new Mishap(Before: new Failure(FailureKind.SeatLimitReached, FailurePhase.Prepare)));
        var failed = await hub.EndOfAsync(await StartAsync(hub, new AddMembersRequest([new(person.Person.Id)])));
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.SeatLimitReached), (failed.Status, (await FailureAsync(hub, failed.Id, person)).Kind));
        await LeaveAsync(person);

        var plan = (await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry?dryRun=true", new { })).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();
        var retry = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal(PlannedOutcome.Refused, Assert.Single(plan.Items).Outcome);
        Assert.Equal(AutomatedTaskStatus.Failed, retry.Status);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.None), await FailureAsync(hub, retry.Id, person));
    }

    [Fact]
    public async Task The_same_call_finds_its_task_also_where_somebody_left_whom_it_names()
    {
        var (person, other) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(3);
        var task = (await AddAsync(person)).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
        await LeaveAsync(person);

        Assert.Equal(task.Id, (await AddAsync(person)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        (await AddAsync(other)).ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotencyKeyReused");
        Assert.Single(hub.Site.Changes.Sent);

        Task<ApiAnswer> AddAsync(TestPerson who) => hub.Owner.Caller.SendAsync(
            HttpMethod.Post, $"hubs/{hub.Id}/members", JsonContent.Create(new AddMembersRequest([new(who.Person.Id)]), options: ApiJson.Options), ("Idempotency-Key", "add-1"));
    }

    [Fact]
    public async Task An_address_that_only_somebody_has_who_left_is_refused_and_one_that_somebody_else_has_is_theirs()
    {
        var (left, heir) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(3);
        await LeaveAsync(left);
        var body = new AddMembersRequest([new(Email: left.Person.Email.ToUpperInvariant())], HubRole: "Owner");

        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).ExpectInvalid("people[0].email");
        await ChangeAsync(heir, person => person with { Aliases = [left.Person.Email] });
        var plan = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members?dryRun=true", body)).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();

        Assert.Equal(PlannedOutcome.Change, Assert.Single(plan.Items).Outcome);
    }

    [Fact]
    public async Task Of_whoever_left_once_they_were_invited_the_item_says_that_the_invitation_is_out()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3);
        hub.Site.Changes.AfterEffect = _ => LeaveAsync(person);

        var task = await hub.EndOfAsync(await StartAsync(hub, new AddMembersRequest([new(person.Person.Id)])));

        Assert.Equal((AutomatedTaskStatus.Failed, 1), (task.Status, hub.Site.Changes.Sent.Count));
        Assert.Equal((FailureKind.ProtectedMember, FailureEffect.Applied), await FailureAsync(hub, task.Id, person));
        Assert.StartsWith("The invitation was sent", (await hub.ItemsAsync(task.Id))[person.Person.Email].Failure?.Detail, StringComparison.Ordinal);
        // The list that was read afterwards found their seat, as that of a leaver.
        Assert.DoesNotContain(await GrantsAsync(hub, person), grant => grant.Source == GrantSource.Individual);
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "invitationSent");
    }

    [Fact]
    public async Task Whoever_became_a_guest_meanwhile_is_made_Collaborator_and_so_the_activity_says()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3);
        var waiting = await ChallengedAsync(hub, person, new AddMembersRequest([new(person.Person.Id)], HubRole: "Owner"));
        await ChangeAsync(person, now => now with { Role = WorkspaceRole.GuestUser });

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(HubRole.Collaborator, await RoleAsync(hub, person));
        var told = Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberMatched" && entry.Entry.TaskId == waiting.Id).Entry;
        Assert.Equal($"{person.Person.Name}, Collaborator, added", told.After);
    }

    private static async Task<AutomatedTask> ChallengedAsync(TestHub hub, TestPerson person, AddMembersRequest body)
    {
        hub.Site.Changes.Next(person.Person.Email, new Mishap(Before: new Failure(FailureKind.ChallengeRequired, FailurePhase.Login), Stops: true));
        var waiting = await hub.UntilAsync(await StartAsync(hub, body), task => task.IsWaiting || task.IsEnded);
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, waiting.Status);
        return waiting;
    }

    private static async Task<string> StartAsync(TestHub hub, AddMembersRequest body) =>
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id;

    private static async Task<(FailureKind? Kind, FailureEffect? Effect)> FailureAsync(TestHub hub, string taskId, TestPerson person) =>
        (await hub.ItemsAsync(taskId))[person.Person.Email].Failure is var failure ? (failure?.Kind, failure?.Effect) : default;

    private async Task LeaveAsync(TestPerson person) =>
        (await world.App.Owner.DeleteAsync($"directory/users/{person.Person.Id}")).Expect(HttpStatusCode.NoContent);

    private async Task ChangeAsync(TestPerson person, Func<DirectoryPerson, DirectoryPerson> change)
    {
        var users = world.App.Get<WorkspaceUsersTable>();
        await users.SaveAsync([change(await users.FindAsync(person.Person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody."))], HubWorld.Cancel);
    }
}
