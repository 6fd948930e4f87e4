using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>What adding and removing mean for people: matches, grants, and what they may do in the hub.</summary>
public sealed class AddPeopleTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Whoever_is_added_is_invited_or_only_matched_and_holds_a_grant_of_their_own()
    {
        var (anew, there, byAddress) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(3);
        await MatchAsync(hub, Email(1), there);
        var body = new AddMembersRequest(
            [new(anew.Person.Id), new(there.Person.Id), new(Email: byAddress.Person.Email.ToUpperInvariant()), new(Email: "stranger@else.test")], AppRole: "Admin", HubRole: null);

        var task = await AddAsync(hub, body);

        Assert.Equal((AutomatedTaskStatus.Completed, 4), (task.Status, task.ItemsDone));
        Assert.Equal(3, hub.Site.Changes.Sent.Count);
        Assert.Equal(3, (await hub.Owner.Caller.GetAsync($"tasks/{task.Id}")).As<TaskResponse>().Seats?.Needed);
        foreach (var person in new[] { anew, byAddress })
        {
            var grant = Assert.Single(await GrantsAsync(hub, person));
            Assert.Equal((GrantSource.Individual, AppRole.Admin, HubRole.Collaborator), (grant.Source, grant.AppRole, grant.HubRole));
            Assert.Equal(HubRole.Collaborator, await RoleAsync(hub, person));
            var member = (await hub.MembersAsync()).Single(member => member.Decision.UserId == person.Person.Id);
            Assert.Equal((Presence.Pending, MemberStatus.Onboarded, DecidedBy.Person, MemberStage.PendingInvite), (member.Presence, member.Decision.Status, member.Decision.By, member.Stage));
        }

        // Matched under another address, a person is not invited a second time.
        Assert.Equal(AppRole.Member, Assert.Single(await GrantsAsync(hub, there)).AppRole);
        Assert.Equal(MemberStatus.Unmatched, (await hub.MemberAsync("stranger@else.test", Presence.Pending)).Decision.Status);
        Assert.Equal(3, (await hub.ActivityAsync()).Count(entry => entry.Entry.Event == "memberMatched" && entry.Entry.TaskId == task.Id) + 1);
    }

    [Fact]
    public async Task Whoever_is_invited_with_another_role_is_refused_in_the_plan_and_in_the_task_and_nothing_is_sent()
    {
        var hub = await world.HubOfAsync(3, ScriptedSite.Person("late@example.com", AppRole.Guest, Presence.Pending));
        var body = new AddMembersRequest([new(Email: "late@example.com"), new(Email: Email(1))], AppRole: "Member");

        var plan = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members?dryRun=true", body)).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();
        Assert.Equal([PlannedOutcome.Refused, PlannedOutcome.NoChange], plan.Items.Select(item => item.Outcome));
        var task = await AddAsync(hub, body);

        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, task.Status);
        Assert.Equal((FailureKind.AlreadyInvited, FailureEffect.None), ((await hub.ItemsAsync(task.Id))["late@example.com"].Failure?.Kind, (await hub.ItemsAsync(task.Id))["late@example.com"].Failure?.Effect));
        Assert.Empty(hub.Site.Changes.Sent);
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body with { People = [new(Email: "late@example.com")] })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
    }

    [Fact]
    public async Task Accepting_keeps_the_grant_and_what_was_decided_about_the_invitation()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3);
        await AddAsync(hub, new AddMembersRequest([new(person.Person.Id)], HubRole: "Owner"));
        hub.Site.People = [.. hub.Site.People.Where(one => one.Presence == Presence.Confirmed), ScriptedSite.Person(person.Person.Email)];

        await hub.CheckAsync();

        Assert.Equal((MemberStatus.Onboarded, DecidedBy.Person), ((await hub.MemberAsync(person.Person.Email)).Decision.Status, (await hub.MemberAsync(person.Person.Email)).Decision.By));
        Assert.Equal(GrantSource.Individual, Assert.Single(await GrantsAsync(hub, person)).Source);
        Assert.Equal(HubRole.Owner, await RoleAsync(hub, person));
    }

    [Fact]
    public async Task An_Owner_without_a_seat_is_added_without_a_look_at_the_app_and_a_Collaborator_is_not()
    {
        var (owner, guest) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.GuestUser));
        var hub = await world.HubOfAsync(3);
        var reads = hub.Site.Reads;
        var body = new AddMembersRequest([new(owner.Person.Id)], HubRole: "Owner", Seat: false);

        var plan = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members?dryRun=true", body)).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();
        Assert.Equal((PlannedOutcome.Change, 0), (Assert.Single(plan.Items).Outcome, plan.Seats.Needed));
        var task = await AddAsync(hub, body);

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal(HubRole.Owner, await RoleAsync(hub, owner));
        Assert.False(Assert.Single(await GrantsAsync(hub, owner)).GivesSeat);
        Assert.Equal((reads, 0), (hub.Site.Reads, hub.Site.Changes.Sent.Count));
        Assert.Contains("seat", (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body with { HubRole = "Collaborator" })).ExpectProblem(HttpStatusCode.BadRequest, "invalid").Text, StringComparison.Ordinal);
        foreach (var nobody in new[] { new PersonToAdd(guest.Person.Id), new PersonToAdd(Email: "stranger@else.test") })
            (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body with { People = [nobody] })).ExpectProblem(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Whom_somebody_exempted_or_matched_to_another_is_not_taken_over_by_adding()
    {
        var (exempted, other) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(2, ScriptedSite.Person("x@else.test"), ScriptedSite.Person(exempted.Person.Email));
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(exempted.Person.Email)}/exempt", new ExemptMemberRequest("The auditor"))).Expect(HttpStatusCode.OK);

        var task = await AddAsync(hub, new AddMembersRequest([new(exempted.Person.Id), new(other.Person.Id)]));

        var items = await hub.ItemsAsync(task.Id);
        Assert.Equal(FailureKind.ProtectedMember, items[exempted.Person.Email].Failure?.Kind);
        Assert.Equal(TaskItemStatus.Completed, items[other.Person.Email].Status);
        Assert.Equal(MemberStatus.Exempted, (await hub.MemberAsync(exempted.Person.Email)).Decision.Status);
    }

    [Fact]
    public async Task Only_the_access_to_the_hub_is_taken_and_the_seat_stays_exempted_or_unmatched()
    {
        var (one, two, owner) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(4, ScriptedSite.Person(one.Person.Email), ScriptedSite.Person(two.Person.Email), ScriptedSite.Person(owner.Person.Email));
        await AddAsync(hub, new AddMembersRequest([new(owner.Person.Id)], HubRole: "Owner"));
        var reads = hub.Site.Reads;
        var body = await hub.RemovalAsync(one.Person.Email, owner.Person.Email) with { Scope = "hub" };

        var task = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals", body)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        var single = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(two.Person.Email)}?scope=hub")).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, task.Status);
        Assert.Equal(FailureKind.ProtectedMember, (await hub.ItemsAsync(task.Id))[owner.Person.Email].Failure?.Kind);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(single.Id)).Status);
        Assert.Equal((reads, 0), (hub.Site.Reads, hub.Site.Changes.Sent.Count));
        Assert.Equal(new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: Reason), (await hub.MemberAsync(one.Person.Email)).Decision);
        await hub.CheckAsync();
        Assert.Equal(MemberStatus.Unmatched, (await hub.MemberAsync(two.Person.Email)).Decision.Status);
        foreach (var person in new[] { one, two })
            Assert.Equal((null, 0), (await RoleAsync(hub, person), (await GrantsAsync(hub, person)).Count));
        Assert.Equal(HubRole.Owner, await RoleAsync(hub, owner));
    }

    [Fact]
    public async Task A_removal_is_undone_once_with_role_and_grants()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(person.Person.Email, AppRole.Admin), ScriptedSite.Person("boss@example.com", AppRole.Admin));
        var removal = await hub.RemoveAsync(person.Person.Email, Email(1));
        Assert.Empty(await GrantsAsync(hub, person));

        var plan = (await hub.Owner.Caller.PostAsync($"tasks/{removal.Id}/undo?dryRun=true", new { })).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();
        Assert.Equal([AppRole.Admin, AppRole.Member], plan.Items.Select(item => item.Role).OfType<AppRole>().OrderDescending());
        var undo = (await hub.Owner.Caller.PostAsync($"tasks/{removal.Id}/undo", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(undo.Id)).Status);

        Assert.Equal((await hub.Owner.Caller.PostAsync($"tasks/{removal.Id}/undo", new { })).As<TaskResponse>().Id, undo.Id);
        Assert.Equal([AppRole.Admin, AppRole.Member], hub.Site.Changes.Sent.Where(sent => sent.Action == Domain.Changing.ChangeAction.Invite).Select(sent => sent.Role).OfType<AppRole>().OrderDescending());
        var grant = Assert.Single(await GrantsAsync(hub, person));
        Assert.Equal((GrantSource.Individual, AppRole.Admin), (grant.Source, grant.AppRole));
        Assert.Equal(HubRole.Collaborator, await RoleAsync(hub, person));
        (await hub.Owner.Caller.PostAsync($"tasks/{undo.Id}/undo", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        (await (await world.PersonAsync(WorkspaceRole.User)).Caller.PostAsync($"tasks/{removal.Id}/undo", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task A_removal_that_only_its_retry_carried_out_is_dated_by_the_retry_and_can_be_undone()
    {
        var hub = await world.HubOfAsync(12);
        hub.Site.Changes.Next(Email(1), new Mishap(Lies: true));
        var lied = await hub.RemoveAsync(Email(1));
        Assert.Equal(AutomatedTaskStatus.Failed, lied.Status);
        var retry = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{lied.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal(AutomatedTaskStatus.Completed, retry.Status);

        Assert.True(Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberRemoved").Entry.At > lied.CompletedAt);
        var undo = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{retry.Id}/undo", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal((AutomatedTaskStatus.Completed, Presence.Pending), (undo.Status, (await hub.MemberAsync(Email(1), Presence.Pending)).Presence));
    }

    [Fact]
    public async Task An_undo_brings_back_whom_the_removal_took_and_nobody_about_whom_more_happened_since()
    {
        var (plain, again, owner) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(12, [.. new[] { plain, again, owner }.Select(person => ScriptedSite.Person(person.Person.Email))]);
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/people/{owner.Person.Id}", new HubPersonRequest("Owner"))).Expect(HttpStatusCode.OK);
        var removal = await hub.RemoveAsync(plain.Person.Email, again.Person.Email, owner.Person.Email);
        Assert.Equal((AutomatedTaskStatus.Completed, 3), (removal.Status, removal.ItemsDone));

        // One is added as somebody else and taken back by another removal; another one's access to the hub is taken.
        await AddAsync(hub, new AddMembersRequest([new(again.Person.Id)], AppRole: "Guest"));
        var invitation = await hub.IdAsync(again.Person.Email, Presence.Pending);
        await hub.EndOfAsync((await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/{invitation}")).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/people/{owner.Person.Id}")).Expect(HttpStatusCode.NoContent);
        hub.Site.Changes.Sent.Clear();

        var undo = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{removal.Id}/undo", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 1, 2), (undo.Status, undo.ItemsDone, undo.ItemsFailed));
        Assert.Equal([plain.Person.Email], hub.Site.Changes.Sent.Select(sent => sent.Email));
        Assert.All([again, owner], person => Assert.Equal(FailureKind.ConcurrentChange, hub.ItemsAsync(undo.Id).Result[person.Person.Email].Failure?.Kind));
        Assert.Null(await RoleAsync(hub, owner));

        // Asked again it is the same task, also when it could not be planned any more.
        await LeaveAsync(plain);
        Assert.Equal(undo.Id, (await hub.Owner.Caller.PostAsync($"tasks/{removal.Id}/undo", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
    }

    [Fact]
    public async Task Whoever_turns_out_to_have_a_seat_under_another_address_is_added_by_that_seat_and_not_invited()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3);
        hub.Site.Changes.BeforeEach = async _ =>
        {
            // Between plan and sending somebody matches the seat by hand.
            hub.Site.Changes.BeforeEach = _ => Task.CompletedTask;
            var stored = (await world.Members.LoadAsync(hub.Id, HubWorld.Cancel)).Single(one => one.Member.Facts.Email == Email(1));
            var decision = new MemberDecision(MemberStatus.Onboarded, DecidedBy.Check, person.Person.Id, HubRole.Collaborator);
            Assert.True(await world.Members.TryWriteAsync(hub.Id, [stored with { Member = stored.Member with { Decision = decision } }], HubWorld.Cancel));
            throw new Domain.Failures.AppFailureException(new Failure(FailureKind.SiteUnavailable, FailurePhase.Prepare));
        };

        var task = await AddAsync(hub, new AddMembersRequest([new(person.Person.Id)]));

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal(GrantSource.Individual, Assert.Single(await GrantsAsync(hub, person)).Source);
    }

    [Theory]
    [InlineData("\"DecidedBy\":\"Person\"", false)]
    [InlineData("\"Source\":\"Individual\"", true)]
    [InlineData("memberMatched", false)]
    public async Task Cut_short_after_the_invitation_the_rest_follows_all_the_same(string broken, bool whenDone)
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(2);
        world.Faults.Break(broken, 1, whenDone);

        var task = await AddAsync(hub, new AddMembersRequest([new(person.Person.Id)]));

        Assert.True(world.Faults.Happened);
        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Single(hub.Site.Changes.Sent);
        Assert.Single(await GrantsAsync(hub, person));
        Assert.Equal(HubRole.Collaborator, await RoleAsync(hub, person));
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberMatched" && entry.Entry.UserId == person.Person.Id);
    }

    private async Task LeaveAsync(TestPerson person) =>
        (await world.App.Owner.DeleteAsync($"directory/users/{person.Person.Id}")).Expect(HttpStatusCode.NoContent);

    private static async Task<AutomatedTask> AddAsync(TestHub hub, AddMembersRequest body) =>
        await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

    private static async Task MatchAsync(TestHub hub, string email, TestPerson person) =>
        await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(email)}/match", new MatchMemberRequest(person.Person.Id, "Collaborator"))).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
}
