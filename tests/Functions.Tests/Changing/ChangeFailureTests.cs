using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>What is known of people, and counted, where a change ends in the middle or its last read fails.</summary>
public sealed class ChangeFailureTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly Failure unknown = new(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown);

    [Fact]
    public async Task A_bug_in_the_middle_settles_by_the_plan_what_was_sent_before()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.AfterEffect = change => change.Email == Email(2) ? throw new InvalidOperationException("A bug.") : Task.CompletedTask;

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.Unexpected, 2), (task.Status, task.Failure?.Kind, task.ItemsFailed));
        var items = await hub.ItemsAsync(task.Id);
        Assert.Equal([FailureKind.EffectUnknown, FailureKind.EffectUnknown, FailureKind.Unexpected], new[] { 1, 2, 3 }.Select(number => items[Email(number)].Failure?.Kind));
        Assert.Equal(TaskItemStatus.Cancelled, items[Email(3)].Status);
        Assert.Equal(2, Assert.Single(await LedgerAsync(hub)).Losses);
        Assert.Null((await hub.RowAsync()).ActiveTaskId);
    }

    [Fact]
    public async Task Where_the_last_read_failed_a_check_ends_the_removals_and_counts_nobody_twice()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(4), new Mishap(Lies: true));
        hub.Site.FailNextRead(FailureKind.ReadImplausible);
        var failed = await hub.RemoveAsync([.. Enumerable.Range(1, 4).Select(Email)]);
        Assert.Equal(AutomatedTaskStatus.Failed, failed.Status);
        Assert.Equal(4, Assert.Single(await LedgerAsync(hub)).Losses);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        Assert.Equal(4, Assert.Single(await LedgerAsync(hub)).Losses);
        Assert.Equal((Presence.Gone, MemberStage.Removed), ((await hub.MemberAsync(Email(1))).Presence, (await hub.MemberAsync(Email(1))).Stage));
        Assert.Equal((Presence.Confirmed, MemberStage.DeprovisioningFailed), ((await hub.MemberAsync(Email(4))).Presence, (await hub.MemberAsync(Email(4))).Stage));
        Assert.Equal(3, (await hub.ActivityAsync()).Count(entry => entry.Entry.Event == "memberGone"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_invitation_that_may_have_been_accepted_under_another_address_is_left_to_a_person(bool wasSeen)
    {
        var hub = await world.HubOfAsync(20, ScriptedSite.Person("invited@example.com", AppRole.Member, Presence.Pending));
        hub.Site.Changes.Next("new.one@example.com", new Mishap(After: wasSeen ? null : unknown));
        hub.Site.Changes.Next("new.two@example.com", new Mishap(After: unknown, Lies: true));
        hub.Site.Changes.AfterEffect = change =>
        {
            // An invitation from before is accepted meanwhile, which makes nobody unknown.
            if (change.Email == "new.two@example.com")
                hub.Site.People = [.. hub.Site.People.Where(person => person.Email != "invited@example.com"), ScriptedSite.Person("invited@example.com", AppRole.Member)];
            if (change.Email == "new.one@example.com")
                hub.Site.People = [.. hub.Site.People.Where(person => person.Email != change.Email), ScriptedSite.Person("at.home@example.org", AppRole.Member)];
            return Task.CompletedTask;
        };

        Assert.Equal((FailureKind.EffectNotApplied, FailureEffect.None), await FailureOfAsync("new.two@example.com"));
        Assert.Equal((FailureKind.AmbiguousIdentity, FailureEffect.Unknown), await FailureOfAsync("new.one@example.com"));

        async Task<(FailureKind?, FailureEffect?)> FailureOfAsync(string email)
        {
            var failure = (await hub.ItemsAsync((await hub.AddAsync(email)).Id))[email].Failure;
            return (failure?.Kind, failure?.Effect);
        }
    }

    [Fact]
    public async Task A_seat_that_is_gone_is_told_of_also_where_something_else_went_wrong()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(After: new Failure(FailureKind.EffectDiverged, FailurePhase.Submit, FailureEffect.Applied), Stops: true));
        hub.Site.Changes.Next(Email(2), new Mishap(After: new Failure(FailureKind.EffectDiverged, FailurePhase.Submit, FailureEffect.Applied), Lies: true, Stops: true));

        var gone = await hub.RemoveAsync(Email(1));
        var stays = await hub.RemoveAsync(Email(2));

        Assert.Equal((AutomatedTaskStatus.Failed, AutomatedTaskStatus.Failed), (gone.Status, stays.Status));
        Assert.Equal(gone.Id, Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberRemoved").Entry.TaskId);
    }

    [Fact]
    public async Task Who_was_removed_and_is_invited_again_before_the_list_is_read_was_removed_all_the_same()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.AfterEffect = change =>
        {
            hub.Site.People = [.. hub.Site.People, ScriptedSite.Person(change.Email, presence: Presence.Pending)];
            return Task.CompletedTask;
        };

        var task = await hub.RemoveAsync(Email(1));

        var failure = (await hub.ItemsAsync(task.Id))[Email(1)].Failure;
        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (failure?.Kind, failure?.Effect));
        Assert.Equal(1, Assert.Single(await LedgerAsync(hub)).Losses);
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberRemoved" && entry.Entry.TaskId == task.Id);
    }

    [Fact]
    public async Task Who_was_marked_and_then_never_begun_seems_under_way_no_more()
    {
        var hub = await world.HubOfAsync(20);
        var id = await hub.IdAsync(Email(3));
        hub.Site.Changes.BeforeEach = change => change.Email == Email(2) ? MarkAsync(hub, id) : Task.CompletedTask;
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(FailureKind.SafetyStop), Stops: true));

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal(TaskItemStatus.Cancelled, (await hub.ItemsAsync(task.Id))[Email(3)].Status);
        Assert.Equal(MemberStage.DeprovisioningFailed, (await hub.MemberAsync(Email(3))).Stage);
    }

    private static async Task MarkAsync(TestHub hub, string member)
    {
        var stored = await hub.World.Members.GetAsync(hub.Id, member, HubWorld.Cancel) ?? throw new InvalidOperationException("No member.");
        Assert.True(await hub.World.Members.TryWriteAsync(hub.Id, [stored with { Member = stored.Member with { Stage = MemberStage.Deprovisioning } }], HubWorld.Cancel));
    }

    private async Task<IReadOnlyList<Domain.Guards.GuardLedgerEntry>> LedgerAsync(TestHub hub) => (await world.App.Get<GuardLedgerTable>().ReadAsync(hub.Id, HubWorld.Cancel)).Entries;
}
