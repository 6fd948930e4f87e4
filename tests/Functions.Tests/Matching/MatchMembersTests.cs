using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Matching;

public sealed class MatchMembersTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_match_by_hand_is_told_gives_access_and_a_grant_and_stays_through_checks()
    {
        var hub = await world.HubOfAsync(3);
        var person = await world.PersonAsync(WorkspaceRole.User);

        var task = await MatchAsync(hub, Email(1), person, "Collaborator");

        Assert.Equal((AutomatedTaskType.MatchMembers, AutomatedTaskStatus.Completed, 1), (task.Type, task.Status, task.ItemsDone));
        var told = Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.TaskId == task.Id).Entry;
        Assert.Equal(("memberMatched", person.Person.Id, hub.Owner.Person.Id), (told.Event, told.UserId, told.ActorId));
        Assert.Contains("memberMatched", (await person.Caller.GetAsync($"activity?userId={person.Person.Id}")).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.Equal(HubRole.Collaborator, await RoleAsync(hub, person));
        var grant = Assert.Single(await GrantsAsync(hub, person));
        Assert.Equal((GrantSource.Individual, (AppRole?)AppRole.Member, HubRole.Collaborator), (grant.Source, grant.AppRole, grant.HubRole));

        hub.Site.People = [.. hub.Site.People, ScriptedSite.Person("new@example.com")];
        await hub.CheckAsync();
        Assert.Equal((MemberStatus.Onboarded, DecidedBy.Person, person.Person.Id), Decided(await hub.MemberAsync(Email(1))));
        Assert.Equal(GrantSource.Individual, Assert.Single(await GrantsAsync(hub, person)).Source);
        Assert.Null((await hub.RowAsync()).ActiveTaskId);
    }

    [Fact]
    public async Task Nobody_is_matched_twice_and_of_several_the_others_are_done()
    {
        var hub = await world.HubOfAsync(4);
        var (ann, bob) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        await MatchAsync(hub, Email(1), ann, "Owner");
        Assert.Equal(HubRole.Owner, await RoleAsync(hub, ann));

        (await hub.Owner.Caller.PostAsync(await MatchPathAsync(hub, Email(2)), new MatchMemberRequest(ann.Person.Id, "Owner"))).ExpectProblem(HttpStatusCode.Conflict, "alreadyMatched");
        (await hub.Owner.Caller.PostAsync(await MatchPathAsync(hub, Email(1)), new MatchMemberRequest(bob.Person.Id, "Owner"))).ExpectProblem(HttpStatusCode.Conflict, "alreadyMatched");
        var body = new MatchMembersRequest([await ToAsync(hub, Email(2), ann), await ToAsync(hub, Email(3), bob), await ToAsync(hub, Email(0), bob)]);
        var task = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/matches", body)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 1, 2), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Equal(bob.Person.Id, (await hub.MemberAsync(Email(3))).Decision.UserId);
        Assert.All(new[] { Email(2), Email(0) }, email => Assert.Equal(MemberStatus.Unmatched, hub.MemberAsync(email).Result.Decision.Status));
    }

    [Fact]
    public async Task Of_two_who_match_one_person_at_the_same_moment_one_wins()
    {
        var hub = await world.HubOfAsync(4);
        var person = await world.PersonAsync(WorkspaceRole.User);
        var (one, other) = (await MatchPathAsync(hub, Email(1)), await MatchPathAsync(hub, Email(2)));

        var answers = await Task.WhenAll(new[] { one, other }.Select(path => hub.Owner.Caller.PostAsync(path, new MatchMemberRequest(person.Person.Id, "Collaborator"))));
        foreach (var answer in answers.Where(answer => answer.Status == HttpStatusCode.Accepted))
            await hub.EndOfAsync(answer.As<TaskResponse>().Id);

        Assert.Single(await hub.MembersAsync(), member => member.Decision.UserId == person.Person.Id);
    }

    [Theory]
    [InlineData("\"DecidedBy\":\"Person\"", false, Explicit = true)]
    [InlineData("\"DecidedBy\":\"Person\"", true)]
    [InlineData("\"Source\":\"Individual\"", false)]
    [InlineData("memberMatched", false, Explicit = true)]
    [InlineData("memberMatched", true)]
    public async Task Cut_short_anywhere_a_match_is_finished_and_told_once(string broken, bool whenDone)
    {
        var hub = await world.HubOfAsync(2);
        var person = await world.PersonAsync(WorkspaceRole.User);
        world.Faults.Break(broken, 1, whenDone);

        var task = await MatchAsync(hub, Email(1), person, "Collaborator");

        Assert.True(world.Faults.Happened);
        Assert.Equal((AutomatedTaskStatus.Completed, 1), (task.Status, task.ItemsDone));
        Assert.Equal((MemberStatus.Onboarded, DecidedBy.Person, person.Person.Id), Decided(await hub.MemberAsync(Email(1))));
        Assert.Single(await GrantsAsync(hub, person));
        Assert.Equal(HubRole.Collaborator, await RoleAsync(hub, person));
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberMatched" && entry.Entry.UserId == person.Person.Id);
    }

    [Fact]
    public async Task A_match_waits_for_the_task_at_work_and_can_be_stopped_meanwhile()
    {
        var hub = await world.HubOfAsync(2);
        var person = await world.PersonAsync(WorkspaceRole.User);
        await world.Hubs.ChangeAsync(hub.Id, now => now with { ActiveTaskId = "another" }, HubWorld.Cancel);
        var waiting = (await hub.Owner.Caller.PostAsync(await MatchPathAsync(hub, Email(1)), new MatchMemberRequest(person.Person.Id, "Collaborator"))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.UntilAsync(waiting.Id, task => task.Progress?.StartsWith("Waits for another task", StringComparison.Ordinal) == true);

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(TaskItemStatus.Cancelled, Assert.Single(await hub.ItemsAsync(waiting.Id)).Value.Status);
        Assert.Equal(MemberStatus.Unmatched, (await hub.MemberAsync(Email(1))).Decision.Status);
        Assert.Equal("another", (await hub.RowAsync()).ActiveTaskId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_became_a_guest_before_the_match_is_made_is_Collaborator_whatever_was_wished(bool byRetry)
    {
        var hub = await world.HubOfAsync(2);
        var person = await world.PersonAsync(WorkspaceRole.User);
        await hub.HoldAsync();
        var task = (await hub.Owner.Caller.PostAsync(await MatchPathAsync(hub, Email(1)), new MatchMemberRequest(person.Person.Id, "Owner"))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.UntilAsync(task.Id, now => now.Progress?.StartsWith("Waits for another task", StringComparison.Ordinal) == true);
        if (byRetry)
        {
            (await hub.Owner.Caller.PostAsync($"tasks/{task.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);
            await hub.EndOfAsync(task.Id);
        }

        var users = world.App.Get<WorkspaceUsersTable>();
        if (await users.FindAsync(person.Person.Id, HubWorld.Cancel) is { } known)
            await users.SaveAsync([known with { Role = WorkspaceRole.GuestUser }], HubWorld.Cancel);
        await hub.FreeAsync();
        if (byRetry)
            task = (await hub.Owner.Caller.PostAsync($"tasks/{task.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
        Assert.Equal(HubRole.Collaborator, (await hub.MemberAsync(Email(1))).Decision.HubRole);
        Assert.Equal(HubRole.Collaborator, await RoleAsync(hub, person));
        Assert.Equal(HubRole.Collaborator, Assert.Single(await GrantsAsync(hub, person)).HubRole);
        Assert.DoesNotContain(await world.App.Get<HubPeopleTable>().ListOwnersAsync(hub.Id, HubWorld.Cancel), owner => owner.UserId == person.Person.Id);
        var told = Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.TaskId == task.Id).Entry;
        Assert.Equal($"{person.Person.Name}, Collaborator, by hand", told.After);
    }

    [Fact]
    public async Task Undone_a_match_is_over_for_good_with_its_grants_and_access()
    {
        var known = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3, ScriptedSite.Person(known.Person.Email));
        Assert.Equal(GrantSource.Imported, Assert.Single(await GrantsAsync(hub, known)).Source);
        Assert.Equal(HubRole.Collaborator, await RoleAsync(hub, known));
        var byHand = await world.PersonAsync(WorkspaceRole.User);
        await MatchAsync(hub, Email(1), byHand, "Collaborator");

        var first = (await hub.Owner.Caller.DeleteAsync(await MatchPathAsync(hub, known.Person.Email))).Expect(HttpStatusCode.OK).As<MemberResponse>();
        (await hub.Owner.Caller.DeleteAsync(await MatchPathAsync(hub, Email(1)))).Expect(HttpStatusCode.OK);
        (await hub.Owner.Caller.DeleteAsync(await MatchPathAsync(hub, Email(1)))).Expect(HttpStatusCode.OK);

        Assert.Equal((MemberStatus.Unmatched, null), (first.Status, first.UserId));
        Assert.Equal(DecidedBy.Person, (await hub.MemberAsync(Email(1))).Decision.By);
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberUnmatched" && entry.Entry.UserId == byHand.Person.Id);
        foreach (var person in new[] { known, byHand })
        {
            Assert.Empty(await GrantsAsync(hub, person));
            Assert.Null(await RoleAsync(hub, person));
        }

        await hub.CheckAsync();
        Assert.Equal(MemberStatus.Unmatched, (await hub.MemberAsync(known.Person.Email)).Decision.Status);
    }

    [Fact]
    public async Task The_automation_account_people_who_left_and_guests_as_owners_are_refused()
    {
        var hub = await world.HubOfAsync(2);
        var person = await world.PersonAsync(WorkspaceRole.User);
        var guest = await world.PersonAsync(WorkspaceRole.GuestUser);

        (await hub.Owner.Caller.PostAsync(await MatchPathAsync(hub, hub.Site.OperatorEmail), new MatchMemberRequest(person.Person.Id, "Owner"))).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        (await hub.Owner.Caller.PostAsync(await MatchPathAsync(hub, Email(1)), new MatchMemberRequest(guest.Person.Id, "Owner"))).ExpectInvalid("hubRole");
        (await hub.Owner.Caller.PostAsync(await MatchPathAsync(hub, Email(1)), new MatchMemberRequest("nobody", "Emperor"))).ExpectInvalid("hubRole", "userId");
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/nonesuch/match", new MatchMemberRequest(person.Person.Id, "Owner"))).Expect(HttpStatusCode.NotFound);
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/matches", new MatchMembersRequest([]))).ExpectInvalid("matches");
        (await guest.Caller.PostAsync(await MatchPathAsync(hub, Email(1)), new MatchMemberRequest(person.Person.Id, "Owner"))).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_task_also_where_the_person_left_since()
    {
        var hub = await world.HubOfAsync(2);
        var person = await world.PersonAsync(WorkspaceRole.User);
        var (one, several) = (await MatchPathAsync(hub, Email(1)), $"hubs/{hub.Id}/matches");
        var member = await hub.IdAsync(Email(1));

        (await SendAsync(one, Match("nobody"))).ExpectInvalid("userId");
        var first = (await SendAsync(one, Match(person.Person.Id))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.EndOfAsync(first.Id);
        var second = (await SendAsync(several, Matches(person.Person.Id))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.EndOfAsync(second.Id);
        (await world.App.Owner.DeleteAsync($"directory/users/{person.Person.Id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(first.Id, (await SendAsync(one, Match(person.Person.Id))).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal(second.Id, (await SendAsync(several, Matches(person.Person.Id))).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        (await SendAsync(one, Match(hub.Owner.Person.Id))).ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotencyKeyReused");

        static MatchMemberRequest Match(string userId) => new(userId, "Collaborator");
        MatchMembersRequest Matches(string userId) => new([new(member, userId, "Collaborator")]);
        Task<ApiAnswer> SendAsync(string path, object body) => hub.Owner.Caller.SendAsync(
            HttpMethod.Post, path, JsonContent.Create(body, options: ApiJson.Options), ("Idempotency-Key", "match-1"));
    }

    [Fact]
    public async Task Whom_a_team_holds_is_neither_unmatched_nor_removed_by_name_and_who_is_removed_keeps_no_grant()
    {
        var hub = await world.HubOfAsync(20);
        var (held, free) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        await MatchAsync(hub, Email(1), held, "Collaborator");
        await MatchAsync(hub, Email(2), free, "Collaborator");
        var team = new Grant(held.Person.Id, GrantSource.Team, "t1", "Sales", AppRole.Member, HubRole.Collaborator, DateTimeOffset.UtcNow);
        await world.App.Get<GrantsTable>().ApplyAsync(hub.Id, new GrantChanges([team], []), HubWorld.Cancel);

        (await hub.Owner.Caller.DeleteAsync(await MatchPathAsync(hub, Email(1)))).ExpectProblem(HttpStatusCode.Conflict, "heldByTeam");
        var refused = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(Email(1))}")).ExpectProblem(HttpStatusCode.Conflict, "heldByTeam");
        Assert.Contains("Sales", refused.Text, StringComparison.Ordinal);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveAsync(Email(2))).Status);
        Assert.Empty(await GrantsAsync(hub, free));
        Assert.Equal(2, (await GrantsAsync(hub, held)).Count);
    }

    private static (MemberStatus, DecidedBy, string?) Decided(Member member) => (member.Decision.Status, member.Decision.By, member.Decision.UserId);

    private static async Task<string> MatchPathAsync(TestHub hub, string email) => $"hubs/{hub.Id}/members/{await hub.IdAsync(email)}/match";

    private static async Task<MatchToMake> ToAsync(TestHub hub, string email, TestPerson person) => new(await hub.IdAsync(email), person.Person.Id, "Collaborator");

    private static async Task<AutomatedTask> MatchAsync(TestHub hub, string email, TestPerson person, string role)
    {
        var answer = await hub.Owner.Caller.PostAsync(await MatchPathAsync(hub, email), new MatchMemberRequest(person.Person.Id, role));
        return await hub.EndOfAsync(answer.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
    }
}
