using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Faults;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>An undo that waits, or failed and is tried again: what held when it was asked for holds for what is sent later, as it is by then.</summary>
public sealed class RetriedUndoTests(HubWorld world, AzuriteServer azurite) : IClassFixture<HubWorld>
{
    private static readonly Mishap neverBegun = new(Before: new Failure(FailureKind.RoleNotAvailable));
    private static readonly Mishap challenged = new(Before: new Failure(FailureKind.ChallengeRequired, FailurePhase.Login), Stops: true);
    private static readonly Mishap challengedOnceSent = new(After: new Failure(FailureKind.ChallengeRequired, FailurePhase.Verify), Stops: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_was_added_and_removed_since_is_not_brought_back(bool mayHaveBeenSent)
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email));
        var undo = await FailUndoAsync(hub, person, mayHaveBeenSent ? new Mishap(Lies: true) : neverBegun);
        var body = new AddMembersRequest([new(person.Person.Id)], AppRole: "Guest");
        await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        await TakeBackAsync(hub, person);

        var plan = (await hub.Owner.Caller.PostAsync($"tasks/{undo.Id}/retry?dryRun=true", new { })).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();
        var retry = await RetryAsync(hub, undo);

        Assert.Equal(PlannedOutcome.Refused, Assert.Single(plan.Items).Outcome);
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.ConcurrentChange), (retry.Status, Assert.Single(await hub.ItemsAsync(retry.Id)).Value.Failure?.Kind));
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Empty(await GrantsAsync(hub, person));
    }

    [Fact]
    public async Task Where_nothing_happened_since_the_person_is_invited_with_role_and_grant()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email, AppRole.Guest));
        var undo = await FailUndoAsync(hub, person, neverBegun);

        var retry = await RetryAsync(hub, undo);

        Assert.Equal((AutomatedTaskStatus.Completed, undo.Id), (retry.Status, retry.RetryOf));
        Assert.Equal(AppRole.Guest, Assert.Single(hub.Site.Changes.Sent, sent => sent.Action == ChangeAction.Invite).Role);
        Assert.Equal(GrantSource.Individual, Assert.Single(await GrantsAsync(hub, person)).Source);
    }

    [Fact]
    public async Task Its_own_invitation_that_only_a_check_has_seen_since_is_finished_and_not_sent_again()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email));
        var removal = await hub.RemoveAsync(person.Person.Email);
        hub.Site.FailNextRead(FailureKind.ReadImplausible);
        var undo = await UndoAsync(hub, removal);
        Assert.Equal(AutomatedTaskStatus.Failed, undo.Status);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.Equal(Presence.Pending, (await hub.MemberAsync(person.Person.Email, Presence.Pending)).Presence);

        var retry = await RetryAsync(hub, undo);

        Assert.Equal(AutomatedTaskStatus.Completed, retry.Status);
        Assert.Single(hub.Site.Changes.Sent, sent => sent.Action == ChangeAction.Invite);
        Assert.Contains(await GrantsAsync(hub, person), grant => grant.Source == GrantSource.Individual);
    }

    [Fact]
    public async Task Whoever_was_added_and_removed_while_it_waited_is_not_brought_back()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email));
        var waiting = await WaitingUndoAsync(hub, person, challenged);
        var body = new AddMembersRequest([new(person.Person.Id)], AppRole: "Guest");
        await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        await TakeBackAsync(hub, person);

        await AssertRefusedAsync(hub, await AnswerAsync(hub, waiting), person);
    }

    [Fact]
    public async Task Whoever_lost_the_access_to_the_hub_while_it_waited_is_not_brought_back()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email));
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/people/{person.Person.Id}", new HubPersonRequest("Owner"))).Expect(HttpStatusCode.OK);
        var waiting = await WaitingUndoAsync(hub, person, challenged);
        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/people/{person.Person.Id}")).Expect(HttpStatusCode.NoContent);

        await AssertRefusedAsync(hub, await AnswerAsync(hub, waiting), person);
        Assert.Null(await RoleAsync(hub, person));
    }

    [Fact]
    public async Task Its_own_invitation_that_somebody_took_back_while_it_waited_is_not_sent_again()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email));
        var waiting = await WaitingUndoAsync(hub, person, challengedOnceSent);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        await TakeBackAsync(hub, person);

        await AssertRefusedAsync(hub, await AnswerAsync(hub, waiting), person);
    }

    [Fact]
    public async Task A_seat_that_somebody_gave_after_its_own_invitation_was_taken_back_is_not_taken_for_its_own()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email));
        var waiting = await WaitingUndoAsync(hub, person, challengedOnceSent);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        await TakeBackAsync(hub, person);
        // Invited in the app, and there by the next check.
        hub.Site.People = [.. hub.Site.People, ScriptedSite.Person(person.Person.Email)];
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        var undo = await AnswerAsync(hub, waiting);

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.ConcurrentChange), (undo.Status, Assert.Single(await hub.ItemsAsync(undo.Id)).Value.Failure?.Kind));
        Assert.DoesNotContain(await GrantsAsync(hub, person), grant => grant.Source == GrantSource.Individual);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_own_invitation_that_a_check_saw_while_it_waited_is_finished_also_once_it_was_accepted(bool accepted)
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email));
        var waiting = await WaitingUndoAsync(hub, person, challengedOnceSent);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        if (accepted)
        {
            hub.Site.People = [.. hub.Site.People.Select(one => one.Email == person.Person.Email ? one with { Presence = Presence.Confirmed } : one)];
            Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        }

        Assert.Equal(AutomatedTaskStatus.Completed, (await AnswerAsync(hub, waiting)).Status);

        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Contains(await GrantsAsync(hub, person), grant => grant.Source == GrantSource.Individual);
    }

    [Fact]
    public async Task After_the_days_in_which_a_removal_can_be_undone_it_is_refused()
    {
        var clock = new JumpingClock();
        await using var later = new HubWorld(azurite) { Clock = clock };
        await later.InitializeAsync();
        var person = await later.PersonAsync(WorkspaceRole.User);
        var hub = await later.HubOfAsync(12, ScriptedSite.Person(person.Person.Email));
        var undo = await FailUndoAsync(hub, person, neverBegun);
        hub.Site.Changes.Sent.Clear();

        clock.Jump(RemovalUndos.Limit + TimeSpan.FromDays(1));
        var owner = await NewKeyAsync(hub, clock.GetUtcNow());

        foreach (var query in new[] { "", "?dryRun=true" })
        {
            var refused = (await owner.PostAsync($"tasks/{undo.Id}/retry{query}", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
            Assert.Contains("30 days", refused.Text, StringComparison.Ordinal);
        }

        Assert.Empty(hub.Site.Changes.Sent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a removal that is kept no more")]
    public async Task One_whose_removal_nobody_can_look_at_is_refused(string? undoes)
    {
        var hub = await world.HubOfAsync(3);
        var id = RemovalUndos.IdOf(hub.Id, "gone");
        var wish = new ChangeWish(ChangeAction.Invite, [WishedPerson.ToInvite("back@example.com")], AppRole.Member) { Undoes = undoes };
        var reference = await world.App.Get<CheckBlobs>().WriteAsync(hub.Id, "wish", wish, HubWorld.Cancel);
        var by = new Caller(hub.Owner.Person.Id, hub.Owner.Person.Name, WorkspaceRole.User, IsPerson: true, InPerson: true);
        await world.Tasks.InsertAsync(new NewTask(id, AutomatedTaskType.AddMembers, TaskTrigger.Api, hub.Id, by, nameof(ChangeMembersOrchestrator), Wish: reference, Items: 1), HubWorld.Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "e"), HubWorld.Cancel);
        await world.Tasks.CloseAsync(new TaskOutcome(id, "e", AutomatedTaskStatus.Failed, new Failure(FailureKind.SiteUnavailable)), HubWorld.Cancel);

        var refused = (await hub.Owner.Caller.PostAsync($"tasks/{id}/retry", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        Assert.Contains("add the people instead", refused.Text, StringComparison.Ordinal);
        Assert.Null(await world.Tasks.FindAsync($"{id}-2", HubWorld.Cancel));
    }

    private static async Task<AutomatedTask> FailUndoAsync(TestHub hub, TestPerson person, Mishap mishap)
    {
        var removal = await hub.RemoveAsync(person.Person.Email);
        Assert.Equal(AutomatedTaskStatus.Completed, removal.Status);
        hub.Site.Changes.Next(person.Person.Email, mishap);
        var undo = await UndoAsync(hub, removal);
        Assert.Equal(AutomatedTaskStatus.Failed, undo.Status);
        return undo;
    }

    // A person has to do something first, and until then the hub is free.
    private static async Task<AutomatedTask> WaitingUndoAsync(TestHub hub, TestPerson person, Mishap mishap)
    {
        var removal = await hub.RemoveAsync(person.Person.Email);
        Assert.Equal(AutomatedTaskStatus.Completed, removal.Status);
        hub.Site.Changes.Next(person.Person.Email, mishap);
        var undo = (await hub.Owner.Caller.PostAsync($"tasks/{removal.Id}/undo", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var waiting = await hub.UntilAsync(undo.Id, task => task.IsWaiting || task.IsEnded);
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, waiting.Status);
        hub.Site.Changes.Sent.Clear();
        return waiting;
    }

    private static async Task<AutomatedTask> AnswerAsync(TestHub hub, AutomatedTask waiting)
    {
        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);
        return await hub.EndOfAsync(waiting.Id);
    }

    private static async Task TakeBackAsync(TestHub hub, TestPerson person)
    {
        var invitation = await hub.IdAsync(person.Person.Email, Presence.Pending);
        var taken = await hub.EndOfAsync((await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/{invitation}")).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal(AutomatedTaskStatus.Completed, taken.Status);
        hub.Site.Changes.Sent.Clear();
    }

    private static async Task AssertRefusedAsync(TestHub hub, AutomatedTask undo, TestPerson person)
    {
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.ConcurrentChange), (undo.Status, Assert.Single(await hub.ItemsAsync(undo.Id)).Value.Failure?.Kind));
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Empty(await GrantsAsync(hub, person));
    }

    private static async Task<AutomatedTask> UndoAsync(TestHub hub, AutomatedTask removal) =>
        await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{removal.Id}/undo", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

    private static async Task<AutomatedTask> RetryAsync(TestHub hub, AutomatedTask task) =>
        await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{task.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

    // The one from before has run out by then.
    private static async Task<TestCaller> NewKeyAsync(TestHub hub, DateTimeOffset now)
    {
        var (key, person) = (ApiKeySecret.Create(), hub.Owner.Person);
        var hash = ApiKeySecret.Hash(key);
        await hub.World.App.Get<ApiKeysTable>().AddAsync(new ApiKey(ApiKeySecret.IdOf(hash), hash, "later", person.Id, person.Name, IsPerson: true, person.Id, person.Role, now, now.AddDays(1)), HubWorld.Cancel);
        return hub.World.App.Owner.With(key);
    }
}
