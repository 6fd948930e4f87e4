using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

public sealed class ChangeMembersTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_removal_takes_the_seats_away_and_tells_who_asked_and_why()
    {
        var hub = await world.HubOfAsync(20);

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.Completed, 3, 3, 0), (task.Status, task.ItemsTotal, task.ItemsDone, task.ItemsFailed));
        var gone = (await hub.MembersAsync()).Where(member => !member.IsPresent).ToList();
        Assert.Equal([Email(1), Email(2), Email(3)], gone.Select(member => member.Facts.Email).Order(StringComparer.Ordinal));
        Assert.All(gone, member => Assert.Equal(MemberStage.Removed, member.Stage));
        var told = (await hub.ActivityAsync()).Where(entry => entry.Entry.TaskId == task.Id).Select(entry => entry.Entry).ToList();
        Assert.Equal(3, told.Count);
        Assert.All(told, entry => Assert.Equal(("memberRemoved", hub.Owner.Person.Id, Reason), (entry.Event, entry.ActorId, entry.After)));
        Assert.Null((await hub.RowAsync()).ActiveTaskId);
    }

    [Fact]
    public async Task A_removal_of_several_starts_with_one_and_goes_on_in_batches()
    {
        var hub = await world.HubOfAsync(160);

        var task = await hub.RemoveAsync([.. Enumerable.Range(0, 30).Select(Email)]);

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal([1, 25, 4], hub.Site.Changes.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task When_the_first_of_a_removal_fails_the_others_are_left_alone()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(Before: new Failure(FailureKind.SafetyStop)));

        var task = await hub.RemoveAsync(Email(1), Email(2));

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.SafetyStop), (task.Status, task.Failure?.Kind));
        Assert.Empty(hub.Site.Changes.Sent);
        var items = await hub.ItemsAsync(task.Id);
        Assert.Equal((TaskItemStatus.Failed, TaskItemStatus.Cancelled), (items[Email(1)].Status, items[Email(2)].Status));
        Assert.Equal(MemberStage.DeprovisioningFailed, (await hub.MemberAsync(Email(1))).Stage);
        Assert.Equal(MemberStage.None, (await hub.MemberAsync(Email(2))).Stage);
    }

    [Fact]
    public async Task A_role_is_changed_and_the_row_shows_it()
    {
        var hub = await world.HubOfAsync(3);

        var task = await hub.UpdateRoleAsync(Email(1), "Admin");

        Assert.Equal((AutomatedTaskType.UpdateRoles, AutomatedTaskStatus.Completed), (task.Type, task.Status));
        var member = await hub.MemberAsync(Email(1));
        Assert.Equal((AppRole.Admin, MemberStage.None), (member.Facts.Role, member.Stage));
        var told = Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.TaskId == task.Id);
        Assert.Equal(("roleChanged", "Member", "Admin", member.Id), (told.Entry.Event, told.Entry.Before, told.Entry.After, told.Entry.MemberId));
    }

    [Fact]
    public async Task People_are_invited_and_appear_as_pending()
    {
        var hub = await world.HubOfAsync(2);

        var task = await hub.AddAsync("new.one@example.com", Email(1));

        Assert.Equal((AutomatedTaskStatus.Completed, 2), (task.Status, task.ItemsDone));
        Assert.Equal("new.one@example.com", Assert.Single(hub.Site.Changes.Sent).Email);
        var invited = await hub.MemberAsync("new.one@example.com", Presence.Pending);
        Assert.Equal((Presence.Pending, MemberStage.PendingInvite), (invited.Presence, invited.Stage));
        Assert.Contains(await hub.ActivityAsync(), entry => entry.Entry.TaskId == task.Id && entry.Entry.Event == "invitationSent");
    }

    [Fact]
    public async Task That_somebody_is_a_member_already_is_read_before_it_is_said()
    {
        var hub = await world.HubOfAsync(4);
        hub.Site.People = [.. hub.Site.People.Where(person => person.Email != Email(1))];

        var task = await hub.AddAsync(Email(1), Email(2));

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 1, 1), (task.Status, task.ItemsDone, task.ItemsFailed));
        var items = await hub.ItemsAsync(task.Id);
        Assert.Equal((FailureKind.EffectNotApplied, FailureEffect.None), (items[Email(1)].Failure?.Kind, items[Email(1)].Failure?.Effect));
        Assert.Equal(TaskItemStatus.Completed, items[Email(2)].Status);
        Assert.Empty(hub.Site.Changes.Batches);
    }

    [Fact]
    public async Task An_invitation_is_sent_again_and_taken_back()
    {
        var hub = await world.HubOfAsync(2, ScriptedSite.Person("late@example.com", presence: Presence.Pending) with { InvitationExpired = true });
        var member = await hub.IdAsync("late@example.com", Presence.Pending);

        var resent = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{member}/invitation/resend", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal((AutomatedTaskType.ResendInvitation, AutomatedTaskStatus.Completed), (resent.Type, resent.Status));
        Assert.Equal(MemberStage.PendingInvite, (await hub.MemberAsync("late@example.com", Presence.Pending)).Stage);

        var cancelled = await hub.EndOfAsync((await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/{member}/invitation")).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal((AutomatedTaskType.CancelInvitation, AutomatedTaskStatus.Completed), (cancelled.Type, cancelled.Status));
        var gone = await hub.MemberAsync("late@example.com", Presence.Pending);
        Assert.Equal((Presence.Gone, MemberStage.Removed), (gone.Presence, gone.Stage));
        Assert.Equal([ChangeAction.ResendInvitation, ChangeAction.CancelInvitation], hub.Site.Changes.Sent.Select(change => change.Action));
    }

    [Fact]
    public async Task Removing_somebody_who_is_only_invited_takes_the_invitation_back()
    {
        var hub = await world.HubOfAsync(2, ScriptedSite.Person("late@example.com", presence: Presence.Pending));
        var member = await hub.IdAsync("late@example.com", Presence.Pending);

        var answer = await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/{member}");

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(answer.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id)).Status);
        Assert.Equal(ChangeAction.CancelInvitation, Assert.Single(hub.Site.Changes.Sent).Action);
    }

    [Fact]
    public async Task What_the_site_only_says_is_not_believed()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Lies: true));

        var task = await hub.RemoveAsync(Email(1), Email(2));

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 1, 1), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Equal(FailureKind.EffectNotApplied, (await hub.ItemsAsync(task.Id))[Email(2)].Failure?.Kind);
        var member = await hub.MemberAsync(Email(2));
        Assert.Equal((Presence.Confirmed, MemberStage.DeprovisioningFailed), (member.Presence, member.Stage));
    }

    [Fact]
    public async Task One_persons_failure_does_not_stop_the_others()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(FailureKind.ProtectedMember, Detail: "ownsApiKeys")));

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 2, 1), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Equal([Email(1), Email(3)], hub.Site.Changes.Sent.Select(change => change.Email));
    }

    [Fact]
    public async Task An_unknown_effect_that_the_list_shows_is_a_success()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(After: new Failure(FailureKind.EffectUnknown, FailurePhase.Submit, FailureEffect.Unknown)));

        var task = await hub.RemoveAsync(Email(1), Email(2));

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal(2, hub.Site.Changes.Sent.Count);
    }
}
