using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>What a team or group leads to fails in the app: a later run does it, whatever checks have found meanwhile.</summary>
public sealed class FailedEffectTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly FailureKind[] away = [.. Enumerable.Repeat(FailureKind.SiteUnavailable, 4)];

    [Fact]
    public async Task Who_left_a_team_while_the_site_was_away_loses_the_seat_in_a_later_run()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        hub.Site.Changes.FailNextBatch(away);
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0]));
        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.RemoveMembers))).Status);
        Assert.Empty(hub.Sent());

        // The check finds a seat that nothing gives.
        await hub.CheckAsync();
        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(people[1]));
        var waits = await hub.MarkAsync();
        Assert.True(waits is { IsDirty: true, EffectFailures: 1, NotBefore: not null }, $"{waits}");

        await world.SweepAsync(DateTimeOffset.UtcNow.AddHours(1));
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent());
        Assert.Empty(await hub.SourcesAsync(people[1]));
        Assert.Equal(0, (await hub.MarkAsync()).EffectFailures);
    }

    [Fact]
    public async Task Who_came_into_a_team_while_no_seat_was_free_is_invited_by_the_next_run_after_seats_are_there()
    {
        var (hub, team, people) = await world.GivenAsync(1);
        var newcomers = await world.PeopleAsync(2);
        var enough = hub.Site.Seats;
        hub.Site.Seats = enough with { Paid = hub.Site.Snapshot().Members.Count, Maximum = hub.Site.Snapshot().Members.Count };
        await hub.CheckAsync();
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0], newcomers[0]));
        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.AddMembers))).Status);
        Assert.Empty(hub.Sent());
        Assert.False((await hub.MarkAsync()).IsDirty);

        hub.Site.Seats = enough;
        await hub.CheckAsync();
        await world.ChangeAsync(team, people[0], newcomers[0], newcomers[1]);
        await hub.InStepAsync();
        Assert.Equal(newcomers.Select(person => person.Email).Order(StringComparer.Ordinal), hub.Sent().Select(sent => sent.Email).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_role_of_which_nobody_knows_whether_it_was_given_is_taken_back_with_the_team()
    {
        var people = await world.PeopleAsync(1);
        var hub = await world.HubOfAsync(3, [ScriptedSite.Person(people[0].Email), ScriptedSite.Person("another.admin@example.com", AppRole.Admin)]);
        var team = await world.TeamAsync(people);
        LoseNextAnswer(hub, people[0].Email);
        await hub.GiveAsync(team, "Admin");
        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.UpdateRoles))).Status);
        Assert.Equal(MemberStage.Updating, await StageAsync(hub, people[0].Email));

        await world.ChangeAsync(team);
        await hub.InStepAsync();
        Assert.Equal([AppRole.Admin, AppRole.Member], hub.Site.Changes.Sent.Select(sent => sent.Role));
        await hub.CheckAsync();
        var own = Assert.Single((await hub.GrantsAsync()).Of(people[0].Id));
        Assert.Equal((GrantSource.Imported, AppRole.Member), (own.Source, own.AppRole));
        Assert.Equal(MemberStage.None, await StageAsync(hub, people[0].Email));
    }

    [Theory]
    [InlineData(FailureKind.ProtectedMember)]
    [InlineData(FailureKind.AmbiguousIdentity, Explicit = true)]
    public async Task What_a_person_has_to_look_at_before_it_is_repeated_is_not_repeated(FailureKind kind)
    {
        var (hub, team, people) = await world.GivenAsync(1);
        hub.Site.Changes.Next(people[0].Email, new Mishap(Before: new Failure(kind)));
        await hub.EndOfAsync(await world.ChangeAsync(team));
        await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.RemoveMembers));

        Assert.Empty((await hub.MarkAsync()).PastTasks);
        Assert.False((await hub.MarkAsync()).IsDirty);
    }

    [Fact]
    public async Task Who_came_after_somebody_whom_others_had_changed_meanwhile_loses_the_seat_in_a_later_run()
    {
        var (hub, team, people) = await world.GivenAsync(3, others: 60);
        var (newcomer, order) = ((await world.PeopleAsync(1))[0], people.OrderBy(person => person.Id, StringComparer.Ordinal).ToList());
        hub.Site.Changes.Next(order[0].Email, new Mishap(Before: new Failure(FailureKind.EffectDiverged)));
        await hub.EndOfAsync(await world.ChangeAsync(team));
        await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.RemoveMembers));
        Assert.Empty(hub.Sent());
        await hub.CheckAsync();

        await world.ChangeAsync(team, newcomer);
        await hub.InStepAsync();
        Assert.Equal(order.Skip(1).Select(person => (ChangeAction.Remove, person.Email)).Append((ChangeAction.Invite, newcomer.Email)).Order(), hub.Sent().Order());
        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(order[0]));
    }

    [Fact]
    public async Task A_role_by_name_of_which_nobody_knew_whether_it_was_given_is_their_own_once_a_check_has_seen_it()
    {
        var people = await world.PeopleAsync(1);
        var hub = await world.HubOfAsync(3, [ScriptedSite.Person(people[0].Email)]);
        LoseNextAnswer(hub, people[0].Email);
        var member = (await hub.MembersAsync()).Single(member => member.Facts.Email == people[0].Email).Id;
        var change = (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}/members/{member}", new UpdateRoleRequest("Admin"))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(change.Id)).Status);
        Assert.Equal(MemberStage.UpdateFailed, await StageAsync(hub, people[0].Email));

        await hub.CheckAsync();
        Assert.Equal(AppRole.Admin, Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).AppRole);
    }

    [Fact]
    public async Task What_failed_in_the_app_for_one_person_puts_off_nobody_elses_grace()
    {
        var (hub, now, table, runs) = (await world.HubOfAsync(3), DateTimeOffset.UtcNow, world.App.Get<DirtyHubsTable>(), world.App.Get<ProvisionRuns>());

        await table.ChangeAsync(hub.Id, row => Task.FromResult<DirtyHub?>(row with { AgainAt = now.AddMinutes(-1), NotBefore = now.AddHours(1), EffectFailures = 3 }), HubWorld.Cancel);
        Assert.Contains(await runs.ListDueAsync(now, HubWorld.Cancel), due => due.HubId == hub.Id);

        // A run that failed is waited for.
        await table.ChangeAsync(hub.Id, row => Task.FromResult<DirtyHub?>(row with { Failures = 1 }), HubWorld.Cancel);
        Assert.DoesNotContain(await runs.ListDueAsync(now, HubWorld.Cancel), due => due.HubId == hub.Id);
    }

    [Fact]
    public async Task An_invitation_of_which_nobody_knows_is_taken_back_once_a_check_has_seen_it_where_its_person_has_left_the_team()
    {
        var (hub, team, people) = await world.GivenAsync(1, others: 60);
        var newcomer = (await world.PeopleAsync(1))[0];
        LoseNextAnswer(hub, newcomer.Email);
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0], newcomer));
        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.AddMembers))).Status);

        // Nothing that is stored tells of it, and nothing is started over and over to look.
        await world.ChangeAsync(team, people[0]);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Invite, newcomer.Email)], hub.Sent());
        Assert.Equal((1, false), ((await hub.MarkAsync()).PastTasks.Count, (await hub.MarkAsync()).IsDirty));

        await hub.CheckAsync();
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Invite, newcomer.Email), (ChangeAction.CancelInvitation, newcomer.Email)], hub.Sent());
        Assert.Empty(await hub.SourcesAsync(newcomer));
        Assert.Empty((await hub.MarkAsync()).PastTasks.Except((await hub.TasksAsync(AutomatedTaskType.RemoveMembers)).Select(task => task.Id), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_is_back_in_the_team_before_anybody_saw_that_the_seat_is_gone_is_invited_once_a_check_has_seen_it()
    {
        var (hub, team, people) = await world.GivenAsync(2, others: 60);
        LoseNextAnswer(hub, people[1].Email);
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0]));
        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.RemoveMembers))).Status);
        await world.ChangeAsync(team, people);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent());

        await hub.CheckAsync();
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[1].Email), (ChangeAction.Invite, people[1].Email)], hub.Sent());
        Assert.Equal([GrantSource.Team], await hub.SourcesAsync(people[1]));
    }

    [Fact]
    public async Task An_invitation_of_which_nobody_knows_is_its_persons_own_where_the_team_is_taken_from_the_hub_alone()
    {
        var (hub, team, people) = await world.GivenAsync(1, others: 60);
        var newcomer = (await world.PeopleAsync(1))[0];
        LoseNextAnswer(hub, newcomer.Email);
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0], newcomer));
        await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.AddMembers));
        await hub.TakeAsync(team, "hub");

        await hub.CheckAsync();
        await hub.InStepAsync();
        await hub.DailyAsync();
        Assert.Equal([(ChangeAction.Invite, newcomer.Email)], hub.Sent());
        Assert.Equal([GrantSource.Individual], await hub.SourcesAsync(newcomer));
    }

    [Fact]
    public async Task What_was_cut_short_and_no_person_stopped_is_done_in_a_later_run()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        hub.Site.Changes.Next(people[1].Email, new Mishap(Before: new Failure(FailureKind.Cancelled)));
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0]));
        await hub.EndOfAsync(await hub.UntilStartedAsync(AutomatedTaskType.RemoveMembers));
        Assert.Empty(hub.Sent());

        await world.SweepAsync(DateTimeOffset.UtcNow.AddHours(1));
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent());
    }

    [Fact]
    public async Task A_question_of_the_guard_that_nobody_answered_is_asked_again_and_one_that_was_refused_is_not()
    {
        var (hub, team, people) = await world.GivenAsync(10, others: 10);
        await hub.EndOfAsync(await world.ChangeAsync(team));
        var first = await AskedAsync();
        await world.App.Get<AbandonedTasks>().StopAsync(
            await hub.TaskAsync(first), new TaskOutcome(first, "", AutomatedTaskStatus.Failed, new Failure(FailureKind.GuardTripped, Detail: "Nobody answered in time.")), world.Engine.Client, HubWorld.Cancel);
        await hub.CheckAsync();
        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(people[0]));
        await world.App.Get<ProvisionRuns>().StartDailyAsync(hub.Id, DateTimeOffset.UtcNow, StartDailyCheck.Seatkeeper, world.Engine.Client, HubWorld.Cancel);
        var second = await AskedAsync(first);

        (await hub.Owner.Caller.PostAsync($"tasks/{second}/reject", new { })).Expect(HttpStatusCode.Accepted);
        await hub.EndOfAsync(second);
        await hub.CheckAsync();
        await hub.DailyAsync();
        Assert.Equal(2, (await hub.TasksAsync(AutomatedTaskType.RemoveMembers)).Count);
        Assert.Empty(hub.Sent());
        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(people[0]));

        async Task<string> AskedAsync(string? after = null)
        {
            while (true)
            {
                var asked = (await hub.TasksAsync(AutomatedTaskType.RemoveMembers)).FirstOrDefault(task => task.Id != after && task.Status == AutomatedTaskStatus.WaitingForApproval);
                if (asked is not null)
                    return asked.Id;
                await Task.Delay(TimeSpan.FromMilliseconds(150), HubWorld.Cancel);
            }
        }
    }

    [Fact]
    public async Task A_role_by_name_whose_task_was_given_up_is_their_own_once_a_check_has_seen_it()
    {
        var people = await world.PeopleAsync(1);
        var hub = await world.HubOfAsync(3, [ScriptedSite.Person(people[0].Email)]);
        var (sent, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Site.Changes.AfterEffect = _ =>
        {
            sent.TrySetResult();
            return goOn.Task;
        };
        var member = (await hub.MembersAsync()).Single(member => member.Facts.Email == people[0].Email).Id;
        var change = (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}/members/{member}", new UpdateRoleRequest("Admin"))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await sent.Task.WaitAsync(InProcessEngine.Patience, HubWorld.Cancel);
        await world.App.Get<AbandonedTasks>().StopAsync(
            await hub.TaskAsync(change.Id), new TaskOutcome(change.Id, "", AutomatedTaskStatus.Failed, new Failure(FailureKind.DeadlineExceeded)), world.Engine.Client, HubWorld.Cancel);
        goOn.SetResult();
        Assert.Equal(MemberStage.UpdateFailed, await StageAsync(hub, people[0].Email));

        hub.Site.Changes.AfterEffect = _ => Task.CompletedTask;
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.Equal(AppRole.Admin, Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).AppRole);
    }

    // The change takes place, its answer is lost, and the list cannot be read for a while.
    private static void LoseNextAnswer(TestHub hub, string email)
    {
        hub.Site.Changes.Next(email, new Mishap(After: new Failure(FailureKind.EffectUnknown, Effect: FailureEffect.Unknown)));
        hub.Site.Changes.AfterEffect = _ =>
        {
            hub.Site.FailNextRead(away);
            hub.Site.Changes.AfterEffect = _ => Task.CompletedTask;
            return Task.CompletedTask;
        };
    }

    private static async Task<MemberStage> StageAsync(TestHub hub, string email) => (await hub.MembersAsync()).Single(member => member.Facts.Email == email).Stage;
}
