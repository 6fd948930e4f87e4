using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Syncing;

public sealed class LeaversTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Who_left_the_directory_is_reported_and_only_removed_when_an_Owner_applies_it()
    {
        var (left, stays) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(10, ScriptedSite.Person(left.Person.Email), ScriptedSite.Person(stays.Person.Email));
        await LeaveAsync(left);
        await hub.CheckAsync();
        var report = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).As<UpdateReportResponse>();
        var id = await hub.IdAsync(left.Person.Email);
        Assert.Equal(id, Assert.Single(report.Leavers).MemberId);
        Assert.Empty(hub.Site.Changes.Sent);

        var other = (await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([id, await hub.IdAsync(stays.Person.Email)]))).ExpectProblem(HttpStatusCode.BadRequest, "invalid");
        Assert.Contains("memberIds[1]", other.Text, StringComparison.Ordinal);
        var task = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([id]))).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal((AutomatedTaskStatus.Completed, AutomatedTaskType.RemoveMembers), (task.Status, task.Type));
        Assert.Equal(left.Person.Email, Assert.Single(hub.Site.Changes.Sent).Email);
        Assert.Equal(Presence.Gone, (await hub.MemberAsync(left.Person.Email)).Presence);
        (await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([id]))).ExpectProblem(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task The_same_call_finds_its_task_once_that_took_the_seat_and_a_call_that_is_refused_leaves_its_key()
    {
        var (left, later, stays) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(10, [.. new[] { left, later, stays }.Select(person => ScriptedSite.Person(person.Person.Email))]);
        await LeaveAsync(left);
        await LeaveAsync(later);
        await hub.CheckAsync();

        (await ApplyAsync(stays)).ExpectProblem(HttpStatusCode.BadRequest, "invalid");
        var task = (await ApplyAsync(left)).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);

        Assert.Equal(task.Id, (await ApplyAsync(left)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        (await ApplyAsync(later)).ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotencyKeyReused");
        Assert.Equal(left.Person.Email, Assert.Single(hub.Site.Changes.Sent).Email);

        async Task<ApiAnswer> ApplyAsync(TestPerson person) => await hub.Owner.Caller.SendAsync(
            HttpMethod.Post, Path(hub), JsonContent.Create(new ApplyLeaversRequest([await hub.IdAsync(person.Person.Email)]), options: ApiJson.Options), ("Idempotency-Key", "leavers-1"));
    }

    [Fact]
    public async Task Where_the_setting_says_so_the_check_removes_them_guarded_and_after_a_no_it_does_not_ask_again()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.PersonAsync(WorkspaceRole.User)));
        var hub = await world.HubOfAsync(4, [.. people.Select(person => ScriptedSite.Person(person.Person.Email))]);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        await LeaveAsync(people[0]);
        await hub.CheckAsync();
        var first = Assert.Single(await RemovalsAsync(hub));
        Assert.Equal((AutomatedTaskStatus.Completed, TaskTrigger.Policy), ((await hub.EndOfAsync(first.Id)).Status, first.Trigger));
        Assert.Equal(people[0].Person.Email, Assert.Single(hub.Site.Changes.Sent).Email);

        foreach (var person in people[1..])
            await LeaveAsync(person);
        await hub.CheckAsync();
        var second = (await RemovalsAsync(hub)).Single(task => task.Id != first.Id);
        var waiting = await hub.UntilAsync(second.Id, task => task.IsWaiting || task.IsEnded);
        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, waiting.Status);
        await hub.CheckAsync();
        (await hub.Owner.Caller.PostAsync($"tasks/{second.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(second.Id)).Status);
        await hub.CheckAsync();

        // Nor where they are given another role in the app.
        hub.Site.People = [.. hub.Site.People.Select(person => person.Email == people[1].Person.Email ? person with { Role = AppRole.Guest, RawRole = "Guest" } : person)];
        await hub.CheckAsync();

        Assert.Equal(2, (await RemovalsAsync(hub)).Count);
        Assert.Single(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task No_check_takes_a_seat_by_itself_that_was_nobodys_while_its_person_was_here_or_that_may_be_somebody_elses()
    {
        var (box, doubted, stays) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        await LeaveAsync(box);
        var hub = await world.HubOfAsync(10, [.. new[] { box, doubted, stays }.Select(person => ScriptedSite.Person(person.Person.Email))]);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        var known = await Users.FindAsync(stays.Person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
        await Users.SaveAsync([known with { Aliases = [doubted.Person.Email] }], HubWorld.Cancel);
        await LeaveAsync(doubted);

        await hub.CheckAsync();

        var report = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).As<UpdateReportResponse>();
        Assert.Equal(box.Person.Email, Assert.Single(report.Leavers).Email);
        Assert.Equal(doubted.Person.Email, Assert.Single(report.Anomalies, entry => entry.Kind == "LeaverAmbiguous").Email);
        Assert.Empty(await RemovalsAsync(hub));
        (await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([await hub.IdAsync(doubted.Person.Email)]))).ExpectProblem(HttpStatusCode.BadRequest, "invalid");

        // A person may say so.
        var asked = (await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([await hub.IdAsync(box.Person.Email)]))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(asked.Id)).Status);
        Assert.Equal(box.Person.Email, Assert.Single(hub.Site.Changes.Sent).Email);
    }

    [Fact]
    public async Task A_no_about_some_holds_for_each_of_them_also_where_fewer_would_go_by_then()
    {
        var (hub, people, asked) = await AskedAboutSixAsync();
        (await hub.Owner.Caller.PostAsync($"tasks/{asked.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);
        await hub.EndOfAsync(asked.Id);
        await ChangeRefusalTests.ExemptAsync(hub, await hub.IdAsync(people[0].Person.Email));

        await hub.CheckAsync();

        Assert.Single(await RemovalsAsync(hub));
        Assert.Empty(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task A_question_that_lapsed_is_asked_again_once_and_a_no_to_it_holds()
    {
        var (hub, _, asked) = await AskedAboutSixAsync();
        await FailAsync(asked);
        await hub.CheckAsync();
        var again = (await RemovalsAsync(hub)).Single(task => task.Id != asked.Id);
        await hub.UntilAsync(again.Id, task => task.Status == AutomatedTaskStatus.WaitingForApproval);

        await hub.CheckAsync();
        Assert.Equal(2, (await RemovalsAsync(hub)).Count);
        (await hub.Owner.Caller.PostAsync($"tasks/{again.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);
        await hub.EndOfAsync(again.Id);
        await hub.CheckAsync();

        Assert.Equal(2, (await RemovalsAsync(hub)).Count);
        Assert.Empty(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task A_no_is_about_the_person_also_once_they_accepted_the_invitation_that_it_was_about()
    {
        var left = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.ConnectAsync(new ScriptedSite { People = [.. ScriptedSite.Crowd(10), ScriptedSite.Person(left.Person.Email, presence: Presence.Pending)] });
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        await hub.CheckAsync();
        await LeaveAsync(left);
        var asked = await HinderedAsync(hub, left);
        (await hub.Owner.Caller.PostAsync($"tasks/{asked.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        await hub.EndOfAsync(asked.Id);
        hub.Site.People = [.. ScriptedSite.Crowd(10), ScriptedSite.Person(left.Person.Email)];

        await hub.CheckAsync();
        await hub.CheckAsync();

        Assert.Single(await RemovalsAsync(hub));
        Assert.Empty(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task Whoever_cancels_a_later_try_has_said_no_as_well()
    {
        var left = await world.PersonAsync(WorkspaceRole.User);
        var hub = await AutomaticHubAsync(10, left);
        await LeaveAsync(left);
        var first = await HinderedAsync(hub, left);
        await FailAsync(first);
        var second = await HinderedAsync(hub, left);
        Assert.NotEqual(first.Id, second.Id);
        (await hub.Owner.Caller.PostAsync($"tasks/{second.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(second.Id)).Status);

        await hub.CheckAsync();

        Assert.Equal(2, (await RemovalsAsync(hub)).Count);
        Assert.Empty(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task That_the_removal_of_a_hub_stopped_it_is_no_no_and_a_no_ends_where_the_person_left_once_more()
    {
        var (hub, people, asked) = await AskedAboutSixAsync();
        await world.App.Get<TaskStopping>().StopAsync(asked, asked with { ActorName = "Ann" }, world.Engine.Client, HubWorld.Cancel);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(asked.Id)).Status);

        await hub.CheckAsync();
        var again = (await RemovalsAsync(hub)).Single(task => task.Id != asked.Id);
        await hub.UntilAsync(again.Id, task => task.Status == AutomatedTaskStatus.WaitingForApproval);
        (await hub.Owner.Caller.PostAsync($"tasks/{again.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);
        await hub.EndOfAsync(again.Id);

        await LeaveAsync(people[0], DateTimeOffset.UtcNow.AddMinutes(1));
        await hub.CheckAsync();
        var third = (await RemovalsAsync(hub)).Single(task => task.Id != asked.Id && task.Id != again.Id);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(third.Id)).Status);
        Assert.Equal(people[0].Person.Email, Assert.Single(hub.Site.Changes.Sent).Email);
    }

    private WorkspaceUsersTable Users => world.App.Get<WorkspaceUsersTable>();

    private static string Path(TestHub hub) => $"hubs/{hub.Id}/leavers/apply";

    private async Task LeaveAsync(TestPerson person, DateTimeOffset? at = null)
    {
        var known = await Users.FindAsync(person.Person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
        await Users.SaveAsync([known with { Active = false, LeftAt = at }], HubWorld.Cancel);
    }

    private async Task<TestHub> AutomaticHubAsync(int others, params TestPerson[] people)
    {
        var hub = await world.HubOfAsync(others, [.. people.Select(person => ScriptedSite.Person(person.Person.Email))]);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        return hub;
    }

    // Six of twenty are more than go without a question; five are not.
    private async Task<(TestHub Hub, TestPerson[] People, AutomatedTask Asked)> AskedAboutSixAsync()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.PersonAsync(WorkspaceRole.User)));
        var hub = await AutomaticHubAsync(14, people);
        foreach (var person in people)
            await LeaveAsync(person);
        await hub.CheckAsync();
        var asked = Assert.Single(await RemovalsAsync(hub));
        return (hub, people, await hub.UntilAsync(asked.Id, task => task.Status == AutomatedTaskStatus.WaitingForApproval));
    }

    private static async Task<AutomatedTask> HinderedAsync(TestHub hub, TestPerson person)
    {
        hub.Site.Changes.Next(person.Person.Email, new Mishap(Before: new Failure(FailureKind.ChallengeRequired, FailurePhase.Login), Stops: true));
        await hub.CheckAsync();
        return await hub.UntilAsync((await RemovalsAsync(hub))[0].Id, task => task.Status == AutomatedTaskStatus.WaitingForInput);
    }

    // Nobody answered in time.
    private Task FailAsync(AutomatedTask waiting) => world.App.Get<AbandonedTasks>().StopAsync(
        waiting, new TaskOutcome(waiting.Id, "", AutomatedTaskStatus.Failed, new Failure(FailureKind.DeadlineExceeded)), world.Engine.Client, HubWorld.Cancel);

    private static async Task<IReadOnlyList<TaskResponse>> RemovalsAsync(TestHub hub) =>
        [.. (await hub.Owner.Caller.GetAsync($"tasks?hubId={hub.Id}&type=RemoveMembers")).As<ListResponse<TaskResponse>>().Items];
}
