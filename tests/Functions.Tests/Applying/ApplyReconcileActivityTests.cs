using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Applying;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Applying;

/// <summary>A plan that is cut short anywhere, and applied again.</summary>
public sealed class ApplyReconcileActivityTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const int Many = 450;

    [Theory]
    [InlineData("Members", 4, false, Explicit = true)]
    [InlineData("Members", 4, true)]
    [InlineData("HubPeople", 4, false)]
    [InlineData("HubPeople", 4, true, Explicit = true)]
    [InlineData("Activity", 1, false)]
    [InlineData("Activity", 1, true, Explicit = true)]
    public async Task Cut_short_and_applied_again_nothing_is_doubled_and_nothing_is_missing(string table, int nth, bool whenDone)
    {
        var hub = await world.ConnectAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => world.PersonAsync(Domain.Access.WorkspaceRole.User)));
        hub.Site.People = [.. ScriptedSite.Crowd(Many), .. people.Select(person => ScriptedSite.Person(person.Person.Email))];
        if (table == "HubPeople") world.Faults.BreakWrite("Collaborators", nth, whenDone);
        else world.Faults.Break(table == "Activity" ? "HashBefore" : $"/{table}", nth, whenDone);

        var task = await hub.CheckAsync();

        Assert.True(world.Faults.Happened);
        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        var shown = hub.Site.Snapshot().Members.Select(member => member.Email).Order(StringComparer.Ordinal);
        Assert.Equal(shown, (await hub.MembersAsync()).Select(member => member.Facts.Email).Order(StringComparer.Ordinal));
        var added = (await hub.ActivityAsync()).Where(entry => entry.Entry.TaskId == task.Id && entry.Entry.Event == "memberAdded").ToList();
        Assert.Equal(Many + people.Length, added.Count);
        Assert.Equal(added.Count, added.Select(entry => entry.Entry.MemberId).Distinct().Count());
        Assert.True((await world.App.Get<ActivityTable>().VerifyAsync(hub.Id, HubWorld.Cancel)).IsWhole);
        Assert.Equal(2, (await hub.RowAsync()).Version);
        var roles = await Task.WhenAll(people.Select(person => world.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, person.Person.Id, HubWorld.Cancel)));
        Assert.All(roles, role => Assert.Equal(Domain.Access.HubRole.Collaborator, role));
    }

    [Fact]
    public async Task A_check_that_ended_in_the_middle_of_its_writing_is_finished_and_told_by_the_next_one()
    {
        var hub = await world.ConnectAsync();
        var person = await world.PersonAsync(Domain.Access.WorkspaceRole.User);
        hub.Site.People = [ScriptedSite.Person(person.Person.Email), .. ScriptedSite.Crowd(Many)];
        var ended = await CutShortAsync(hub);

        var next = await hub.CheckAsync();

        Assert.Equal(AutomatedTaskStatus.Completed, next.Status);
        var shown = hub.Site.Snapshot().Members.Select(member => member.Email).Order(StringComparer.Ordinal);
        Assert.Equal(shown, (await hub.MembersAsync()).Select(member => member.Facts.Email).Order(StringComparer.Ordinal));
        var added = (await hub.ActivityAsync()).Where(entry => entry.Entry.Event == "memberAdded" && entry.Entry.TaskId != HubTasks.CheckOf(HubTasks.IdOf(hub.Id, AutomatedTaskType.ConnectHub, 1))).ToList();
        Assert.Equal(Many + 1, added.Count(entry => entry.Entry.TaskId == ended));
        Assert.Equal(Many + 1, added.Select(entry => entry.Entry.MemberId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Domain.Access.HubRole.Collaborator, await world.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, person.Person.Id, HubWorld.Cancel));
        var row = await hub.RowAsync();
        Assert.Equal((null, next.Id), (row.Begun, row.LastCheck?.TaskId));
    }

    [Fact]
    public async Task A_plan_whose_instance_slept_until_another_one_was_applied_is_never_noted_as_begun()
    {
        var hub = await world.ConnectAsync();
        hub.Site.People = [.. ScriptedSite.Crowd(30)];
        await hub.CheckAsync();
        hub.Site.People = [.. ScriptedSite.Crowd(29)];
        var (step, plan) = await PlanAsync(hub);
        world.Faults.WhenWritten = async text =>
        {
            // The losses are counted: right after that, the hub's row is noted.
            if (!text.Contains("\"Entries\"", StringComparison.Ordinal)) return;
            world.Faults.WhenWritten = null;
            await world.Hubs.ChangeAsync(hub.Id, now => now with { Version = now.Version + 1 }, HubWorld.Cancel);
        };

        var applied = await Create<ApplyReconcileActivity>().Run(new PlanToApply(step, plan), HubWorld.Cancel);

        Assert.Null(world.Faults.WhenWritten);
        Assert.Equal((ApplyOutcome.Stale, null), (applied.Outcome, (await hub.RowAsync()).Begun));
        Assert.DoesNotContain(await hub.ActivityAsync(), entry => entry.Entry.TaskId == step.TaskId);
    }

    [Fact]
    public async Task A_begun_plan_that_is_for_a_hub_of_before_is_dropped_by_the_next_check_and_written_by_nobody()
    {
        var hub = await world.ConnectAsync();
        hub.Site.People = [.. ScriptedSite.Crowd(30)];
        await hub.CheckAsync();
        hub.Site.People = [.. ScriptedSite.Crowd(29)];
        var (step, plan) = await PlanAsync(hub);
        hub.Site.People = [.. ScriptedSite.Crowd(30)];
        await world.Hubs.ChangeAsync(hub.Id, now => now with { Begun = new PlanToApply(step, plan), Version = now.Version + 1 }, HubWorld.Cancel);

        var next = await hub.CheckAsync();

        Assert.Equal(AutomatedTaskStatus.Completed, next.Status);
        var row = await hub.RowAsync();
        Assert.Equal((null, next.Id), (row.Begun, row.LastCheck?.TaskId));
        Assert.DoesNotContain(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberGone");
    }

    // As a process leaves it that dies while it writes, and whose task is then ended by somebody.
    private async Task<string> CutShortAsync(TestHub hub)
    {
        var (step, plan) = await PlanAsync(hub);
        world.Faults.Break("/Members", 3);
        await Assert.ThrowsAnyAsync<Exception>(() => Create<ApplyReconcileActivity>().Run(new PlanToApply(step, plan), HubWorld.Cancel));
        Assert.True(world.Faults.Happened);
        await world.Tasks.CloseAsync(new TaskOutcome(step.TaskId, step.ExecutionId, AutomatedTaskStatus.Failed), HubWorld.Cancel);
        return step.TaskId;
    }

    private async Task<(AutomationStep Step, string Plan)> PlanAsync(TestHub hub)
    {
        var id = HubTasks.IdOf(hub.Id, AutomatedTaskType.CheckForUpdates, 50);
        var actor = new Domain.Access.Caller(hub.Owner.Person.Id, hub.Owner.Person.Name, Domain.Access.WorkspaceRole.User, IsPerson: true, InPerson: true);
        await world.Tasks.InsertAsync(HubTasks.New(id, hub.Id, new HubRun(AutomatedTaskType.CheckForUpdates, TaskTrigger.Api, actor)), HubWorld.Cancel);
        var step = new AutomationStep(id, "its execution", hub.Id);
        await world.Tasks.ClaimAsync(new TaskClaim(id, step.ExecutionId), HubWorld.Cancel);
        var snapshot = await world.App.Get<CheckBlobs>().WriteAsync(hub.Id, "snapshot", hub.Site.Snapshot(), HubWorld.Cancel);
        return (step, (await Create<PlanReconcileActivity>().Run(new SnapshotToPlan(step, snapshot), HubWorld.Cancel)).Plan);
    }

    private T Create<T>() => ActivatorUtilities.CreateInstance<T>(world.App.Services);
}
