using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>What people are told of changes, and what is to be done about those that failed.</summary>
public sealed class ChangeTellingTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly Failure away = new(FailureKind.SiteUnavailable, FailurePhase.Submit, FailureEffect.Unknown);

    [Fact]
    public async Task Of_a_change_by_name_that_failed_by_trouble_that_passes_nobody_is_told_that_there_is_nothing_to_do()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(After: away, Lies: true, Stops: true));

        var failed = await hub.RemoveAsync(Email(1));

        Assert.Equal(AutomatedTaskStatus.Failed, failed.Status);
        var item = Assert.Single((await hub.Owner.Caller.GetAsync($"tasks/{failed.Id}/items")).Expect(HttpStatusCode.OK).As<ListResponse<TaskItemResponse>>().Items);
        var task = (await hub.Owner.Caller.GetAsync($"tasks/{failed.Id}")).Expect(HttpStatusCode.OK).As<TaskResponse>();
        Assert.All([item.Failure?.Remedy, task.Failure?.Remedy], remedy =>
        {
            Assert.DoesNotContain("Nothing to do", remedy, StringComparison.Ordinal);
            Assert.Contains("retry", remedy, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_somebody_else_did_first_is_told_as_nobodys_doing_here()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next("new@example.com", new Mishap { ByOthers = true });
        hub.Site.Changes.Next(Email(1), new Mishap { ByOthers = true });
        hub.Site.Changes.Next(Email(2), new Mishap(Unsent: new Failure(FailureKind.ConcurrentChange, FailurePhase.Submit)));
        hub.Site.Changes.BeforeEach = change =>
        {
            if (change.Email == Email(2))
                hub.Site.People = [.. hub.Site.People.Select(person => person.Email == Email(2) ? ScriptedSite.Person(Email(2), AppRole.Guest) : person)];
            return Task.CompletedTask;
        };

        var (added, removed, changed) = (await hub.AddAsync("new@example.com"), await hub.RemoveAsync(Email(1)), await hub.UpdateRoleAsync(Email(2), "Admin"));

        Assert.Equal((AutomatedTaskStatus.Completed, AutomatedTaskStatus.Completed, AutomatedTaskStatus.Failed), (added.Status, removed.Status, changed.Status));
        var told = (await hub.ActivityAsync()).Where(line => new[] { added.Id, removed.Id, changed.Id }.Contains(line.Entry.TaskId)).Select(line => (line.Entry.Event, line.Entry.Target, line.Entry.After)).ToList();
        Assert.DoesNotContain(told, line => line.Event is "invitationSent" or "memberRemoved" or "roleChanged");
        Assert.Single(told, line => line.Event == "memberGone");
        Assert.Equal("ConcurrentChange; the role is Guest", Assert.Single(told, line => line.Event == "roleChangeFailed").After);
        hub.Site.Changes.Next(Email(3), new Mishap { ByOthers = true });
        var given = await hub.UpdateRoleAsync(Email(3), "Admin");
        Assert.Equal("Admin", Assert.Single(await hub.ActivityAsync(), line => line.Entry.TaskId == given.Id && line.Entry.Event == "roleChanged").Entry.After);
        (await hub.Owner.Caller.PostAsync($"tasks/{removed.Id}/undo", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.Empty(await world.App.Get<ProvisionedSeats>().FindAsync(await hub.RowAsync(), HubWorld.Cancel));
    }

    [Fact]
    public async Task Whoever_somebody_else_removed_first_and_invited_anew_is_gone_by_nobodys_doing_here()
    {
        var hub = await world.HubOfAsync(20);
        await hub.AddAsync("new@example.com");
        hub.Site.People = [.. hub.Site.People.Where(person => person.Email != "new@example.com"), ScriptedSite.Person("new@example.com")];
        await hub.CheckAsync();
        Assert.Single(await world.App.Get<ProvisionedSeats>().FindAsync(await hub.RowAsync(), HubWorld.Cancel));
        hub.Site.Changes.Next("new@example.com", new Mishap { ByOthers = true });
        hub.Site.BeforeNextRead((_, _) =>
        {
            hub.Site.People = [.. hub.Site.People, ScriptedSite.Person("new@example.com", presence: Presence.Pending)];
            return Task.CompletedTask;
        });

        var task = await hub.RemoveAsync("new@example.com");

        Assert.Equal((FailureKind.EffectNotApplied, FailureEffect.None), ((await hub.ItemsAsync(task.Id))["new@example.com"].Failure?.Kind, (await hub.ItemsAsync(task.Id))["new@example.com"].Failure?.Effect));
        Assert.Equal(["memberGone", "removalFailed"], (await hub.ActivityAsync()).Where(line => line.Entry.TaskId == task.Id && line.Entry.Event is "memberGone" or "removalFailed" or "memberRemoved").Select(line => line.Entry.Event).Order(StringComparer.Ordinal));
        Assert.Empty(await world.App.Get<ProvisionedSeats>().FindAsync(await hub.RowAsync(), HubWorld.Cancel));
    }

    [Fact]
    public async Task A_seat_of_which_the_site_says_that_it_was_gone_once_its_removal_was_sent_went_by_this_task()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap { ByOthers = true, IsSent = true });

        var removed = await hub.RemoveAsync(Email(1));

        Assert.Equal(AutomatedTaskStatus.Completed, removed.Status);
        Assert.Single(await hub.ActivityAsync(), line => line.Entry.Event == "memberRemoved" && line.Entry.TaskId == removed.Id);
        (await hub.Owner.Caller.PostAsync($"tasks/{removed.Id}/undo", new { })).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_retry_that_is_only_asked_about_answers_with_the_plan_of_the_rest_and_does_nothing()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(FailureKind.SafetyStop), Stops: true));
        var failed = await hub.RemoveAsync(Email(1), Email(2), Email(3));
        var sent = hub.Site.Changes.Sent.Count;

        var plan = (await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry?dryRun=true", new { })).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();

        Assert.Equal([Email(2), Email(3)], plan.Items.Select(item => item.Target).Order(StringComparer.Ordinal));
        Assert.Null(await world.Tasks.FindAsync($"{failed.Id}-2", HubWorld.Cancel));
        Assert.Equal(sent, hub.Site.Changes.Sent.Count);
        var check = await hub.CheckAsync();
        (await hub.Owner.Caller.PostAsync($"tasks/{check.Id}/retry?dryRun=true", new { })).ExpectInvalid("dryRun");
    }

    [Fact]
    public async Task The_first_invitation_is_found_with_the_member_and_with_the_person_whom_it_was_for()
    {
        var hub = await world.HubOfAsync(3);
        var person = await world.PersonAsync(WorkspaceRole.User);
        var added = new AddMembersRequest([new PersonToAdd(UserId: person.Person.Id), new PersonToAdd(Email: "nobodys@example.com")], AppRole: "Member");

        var task = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", added)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        var told = (await hub.ActivityAsync()).Where(entry => entry.Entry.TaskId == task.Id && entry.Entry.Event == "invitationSent").Select(entry => entry.Entry).ToDictionary(entry => entry.Target ?? "", StringComparer.Ordinal);
        Assert.Equal(await hub.IdAsync("nobodys@example.com", Presence.Pending), told["nobodys@example.com"].MemberId);
        var member = await hub.IdAsync(person.Person.Email, Presence.Pending);
        Assert.Equal((member, person.Person.Id), (told[person.Person.Email].MemberId, told[person.Person.Email].UserId));
        var history = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/{member}/explain")).Expect(HttpStatusCode.OK).As<ExplanationResponse>().History;
        Assert.Contains(history, happened => happened.Entry.Event == "invitationSent");
    }

    [Fact]
    public async Task What_failed_is_told_with_its_kind_and_its_task_and_explains_why_somebody_still_has_a_seat()
    {
        var hub = await world.HubOfAsync(20);
        var member = await hub.IdAsync(Email(1));
        hub.Site.Changes.Next(Email(1), new Mishap(Lies: true));
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(FailureKind.RoleNotAvailable)));
        hub.Site.Changes.Next("new@example.com", new Mishap(Before: new Failure(FailureKind.SafetyStop), Stops: true));

        var removal = await hub.RemoveAsync(Email(1));
        var role = await hub.UpdateRoleAsync(Email(2), "Admin");
        var invitation = await hub.AddAsync("new@example.com");

        var told = (await hub.ActivityAsync()).Select(entry => (entry.Entry.Event, entry.Entry.After, entry.Entry.TaskId, entry.Entry.Target)).ToList();
        Assert.Single(told, ("removalFailed", "EffectNotApplied", removal.Id, Email(1)));
        Assert.Single(told, ("roleChangeFailed", "RoleNotAvailable", role.Id, Email(2)));
        Assert.Single(told, ("invitationFailed", "SafetyStop", invitation.Id, "new@example.com"));
        var history = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/{member}/explain")).Expect(HttpStatusCode.OK).As<ExplanationResponse>().History;
        Assert.Contains(history, happened => happened.Entry.Event == "removalFailed");
    }

    [Fact]
    public async Task What_was_never_begun_because_something_stopped_the_task_is_told_as_failed_and_what_a_person_stopped_is_not()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(Before: new Failure(FailureKind.InvalidCredentials), Stops: true));

        var task = await hub.RemoveAsync(Email(1), Email(2));

        Assert.Equal(2, (await hub.ActivityAsync()).Count(entry => entry.Entry.TaskId == task.Id && entry.Entry is { Event: "removalFailed", After: "InvalidCredentials" }));
    }
}
