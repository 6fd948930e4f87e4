using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Removing;

/// <summary>With <c>revokeMembers</c>, whom Seatkeeper invited loses the seat before the hub goes; where anybody keeps it, the hub stays.</summary>
public sealed class RevokeMembersTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const string Revoking = "?revokeMembers=true";

    [Fact]
    public async Task Only_whom_we_invited_and_nobody_exempted_lose_their_seats_and_then_the_hub_goes()
    {
        var (hub, invited) = await world.InvitedAsync(invited: 3);
        await ChangeRefusalTests.ExemptAsync(hub, await hub.IdAsync(invited[2], Domain.Members.Presence.Pending));
        var before = hub.Present().Except(invited[..2]).ToList();

        var plan = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}{Revoking}&dryRun=true")).Expect(HttpStatusCode.OK).As<HubRemovalPlanResponse>();
        Assert.Equal(invited[..2], plan.Revocation?.Items.Select(item => item.Target).Order(StringComparer.Ordinal));
        Assert.Equal((false, 15), (plan.Revocation?.Guard.NeedsApproval, plan.MembersKept));
        Assert.DoesNotContain(hub.Site.Changes.Sent, change => change.Action != Domain.Changing.ChangeAction.Invite);

        var removal = await hub.RemoveHubAsync(Revoking);

        Assert.Equal((AutomatedTaskStatus.Completed, HubState.Removed), (removal.Status, (await hub.RowAsync()).State));
        Assert.Equal(before, hub.Present());
        var revocation = await hub.TaskAsync(HubRemovals.RevocationOf(removal.Id));
        Assert.Equal((AutomatedTaskType.RemoveMembers, AutomatedTaskStatus.Completed, 2), (revocation.Type, revocation.Status, revocation.ItemsDone));
    }

    [Fact]
    public async Task Where_the_guard_trips_it_waits_for_approval_and_a_rejection_leaves_hub_and_seats()
    {
        var (hub, invited) = await world.InvitedAsync(there: 4, invited: 7);

        var rejected = await UntilAskedAsync(hub);
        Assert.Equal(HubState.Removing, (await hub.RowAsync()).State);
        (await hub.Owner.Caller.PostAsync($"tasks/{HubRemovals.RevocationOf(rejected)}/reject", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(rejected)).Status);
        Assert.Equal((HubState.Connected, 11), ((await hub.RowAsync()).State, hub.Site.People.Count));

        var stopped = await UntilAskedAsync(hub);
        (await hub.Owner.Caller.PostAsync($"tasks/{stopped}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(stopped)).Status);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(HubRemovals.RevocationOf(stopped))).Status);
        Assert.Equal((HubState.Connected, null, 11), ((await hub.RowAsync()).State, (await hub.RowAsync()).ActiveTaskId, hub.Site.People.Count));

        var approved = await UntilAskedAsync(hub);
        var digest = (await hub.TaskAsync(HubRemovals.RevocationOf(approved))).PlanDigest;
        (await hub.Owner.Caller.PostAsync($"tasks/{HubRemovals.RevocationOf(approved)}/approve", new ApproveRequest(digest))).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(approved)).Status);
        Assert.Equal((HubState.Removed, 4), ((await hub.RowAsync()).State, hub.Site.People.Count));
        Assert.DoesNotContain(hub.Site.People, person => invited.Contains(person.Email));
    }

    [Fact]
    public async Task Where_somebody_keeps_the_seat_the_hub_is_not_removed_and_says_so_and_a_retry_finishes_it()
    {
        var (hub, invited) = await world.InvitedAsync();
        hub.Site.Changes.Next(invited[1], new Mishap(Lies: true));
        hub.Site.Changes.Next(invited[0], new Mishap(Lies: true));

        var failed = await hub.RemoveHubAsync(Revoking);

        Assert.Equal(AutomatedTaskStatus.Failed, failed.Status);
        Assert.Contains("The hub was not removed", failed.Failure?.Detail ?? "", StringComparison.Ordinal);
        Assert.Equal((HubState.Connected, null, hub.Id), ((await hub.RowAsync()).State, (await hub.RowAsync()).ActiveTaskId, await world.UsedByAsync(hub.AccountId)));
        Assert.Contains(hub.Site.People, person => invited.Contains(person.Email));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        var again = (await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

        Assert.Equal((AutomatedTaskStatus.Completed, failed.Id), ((await hub.EndOfAsync(again.Id)).Status, again.RetryOf));
        Assert.Equal(HubState.Removed, (await hub.RowAsync()).State);
        Assert.DoesNotContain(hub.Site.People, person => invited.Contains(person.Email));
    }

    [Fact]
    public async Task Where_the_plan_refuses_somebody_nobody_loses_the_seat_for_a_hub_that_stays()
    {
        var (hub, invited) = await world.InvitedAsync(invited: 3);
        var held = await world.PersonAsync(WorkspaceRole.User);
        var stored = await world.Members.GetAsync(hub.Id, await hub.IdAsync(invited[1], Presence.Pending), HubWorld.Cancel) ?? throw new InvalidOperationException("No member.");
        var matched = stored.Member with { Decision = new MemberDecision(MemberStatus.Onboarded, DecidedBy.Check, held.Person.Id, HubRole.Collaborator) };
        Assert.True(await world.Members.TryWriteAsync(hub.Id, [stored with { Member = matched }], HubWorld.Cancel));
        var grant = new Grant(held.Person.Id, GrantSource.Team, "seo", "SEO", AppRole.Member, HubRole.Collaborator, DateTimeOffset.UtcNow);
        await world.App.Get<GrantsTable>().ApplyAsync(hub.Id, new GrantChanges([grant], []), HubWorld.Cancel);

        var removal = await hub.RemoveHubAsync(Revoking);

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.ProtectedMember), (removal.Status, removal.Failure?.Kind));
        Assert.Contains(invited[1], removal.Failure?.Detail, StringComparison.Ordinal);
        Assert.Equal((HubState.Connected, 15), ((await hub.RowAsync()).State, hub.Present().Count));
        Assert.Null(await world.Tasks.FindAsync(HubRemovals.RevocationOf(removal.Id), HubWorld.Cancel));
    }

    [Fact]
    public async Task What_a_removal_stopped_of_a_teams_run_is_done_where_the_hub_stays_and_what_a_person_stopped_is_not()
    {
        var (hub, team, people) = await world.GivenAsync(3);
        await hub.HoldAsync();
        var run = (await world.ChangeAsync(team, people[..2])).Tasks?.Single().TaskId ?? "";
        await hub.UntilAsync(run, task => task.Progress?.StartsWith("Waits for another task", StringComparison.Ordinal) == true);

        // Whom a team holds is not removed, and so neither is the hub.
        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.RemoveHubAsync(Revoking)).Status);
        Assert.Equal((HubState.Connected, AutomatedTaskStatus.Cancelled), ((await hub.RowAsync()).State, (await hub.TaskAsync(run)).Status));
        Assert.DoesNotContain(hub.Sent(), sent => sent.Email == people[2].Email);
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();
        Assert.Contains((Domain.Changing.ChangeAction.Remove, people[2].Email), hub.Sent());

        await hub.HoldAsync();
        var stopped = (await world.ChangeAsync(team, people[..1])).Tasks?.Single().TaskId ?? "";
        (await hub.Owner.Caller.PostAsync($"tasks/{stopped}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        await hub.EndOfAsync(stopped);
        await world.SweepAsync(ProvisionWorld.Later);
        Assert.Equal((null, true), ((await hub.MarkAsync()).TaskId, (await hub.MarkAsync()).IsStopped));
    }

    [Fact]
    public async Task What_a_removal_stopped_of_what_a_team_leads_to_is_done_where_the_hub_stays()
    {
        var (hub, team, people) = await world.GivenAsync(10, others: 10);
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0]));
        var waiting = (await hub.TasksAsync(AutomatedTaskType.RemoveMembers)).Single().Id;
        await hub.UntilAsync(waiting, task => task.Status == AutomatedTaskStatus.WaitingForApproval);

        // One is held by the team still, so the removal ends before it asks anybody.
        var removal = await hub.RemoveHubAsync(Revoking);
        Assert.Equal((AutomatedTaskStatus.Failed, AutomatedTaskStatus.Cancelled), (removal.Status, (await hub.EndOfAsync(waiting)).Status));
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
        await hub.CheckAsync();
        await world.SweepAsync(ProvisionWorld.Later);
        string? again = null;
        while (again is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(150), HubWorld.Cancel);
            again = (await hub.TasksAsync(AutomatedTaskType.RemoveMembers)).FirstOrDefault(task => task.Id != waiting && task.Status == AutomatedTaskStatus.WaitingForApproval)?.Id;
        }

        Assert.Equal(9, (await hub.ItemsAsync(again)).Count);
    }

    [Theory]
    [InlineData(false, Explicit = true)]
    [InlineData(true)]
    public async Task Cut_short_before_the_seats_are_taken_away_they_are_taken_once(bool whenDone)
    {
        var (hub, invited) = await world.InvitedAsync();
        world.Faults.BreakWrite("-removehub-2-revoke\",\"Type\"", 1, whenDone);

        var removal = await hub.RemoveHubAsync(Revoking);

        Assert.True(world.Faults.Happened);
        Assert.Equal((AutomatedTaskStatus.Completed, HubState.Removed), (removal.Status, (await hub.RowAsync()).State));
        Assert.Equal(invited, hub.Site.Changes.Sent.Where(change => change.Action != Domain.Changing.ChangeAction.Invite).Select(change => change.Email).Order(StringComparer.Ordinal));
    }

    // The task that takes the seats away waits for a person.
    private static async Task<string> UntilAskedAsync(TestHub hub)
    {
        var removal = await hub.StartRemovingAsync(Revoking);
        while ((await hub.World.Tasks.FindAsync(HubRemovals.RevocationOf(removal.Id), HubWorld.Cancel)) is null && !(await hub.TaskAsync(removal.Id)).IsEnded)
            await Task.Delay(TimeSpan.FromMilliseconds(150), HubWorld.Cancel);
        await hub.UntilAsync(HubRemovals.RevocationOf(removal.Id), task => task.Status == AutomatedTaskStatus.WaitingForApproval);
        return removal.Id;
    }
}
