using System.Globalization;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Connectors;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>Intents and checkpoints: in time, under the lease, and never over those of a successor.</summary>
public sealed class ChangeJournalTests(AzuriteServer azurite)
{
    private static readonly TimeSpan duration = TimeSpan.FromSeconds(30);
    private static readonly MemberChange change = new("ann", ChangeAction.Remove, "ann@example.com");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_was_held_up_past_their_lease_intends_nothing_and_records_nothing_over_their_successor()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var paused = await LeaseAsync(app, clock, taskId, new FakeTimeProvider(clock.GetUtcNow()));
        var held = Journal(app, step, paused, clock.GetUtcNow().AddMinutes(5));
        clock.Advance(duration + TimeSpan.FromSeconds(1));
        await using var taken = await LeaseAsync(app, clock, taskId, clock);
        var successor = Journal(app, step, taken, clock.GetUtcNow().AddMinutes(5));

        Assert.Equal(FailureKind.LeaseLost, (await Assert.ThrowsAsync<AppFailureException>(() => held.IntendAsync(change, change.Action, before: null, Cancel))).Failure.Kind);
        Assert.Equal((null, MemberStage.None), ((await ItemAsync(app, taskId)).IntentAt, await StageAsync(app)));
        await successor.IntendAsync(change, change.Action, before: null, Cancel);
        Assert.Equal(MemberStage.Deprovisioning, await StageAsync(app));
        var late = new ChangeResult(ChangeStatus.Failed, "Too late.", new Failure(FailureKind.MemberNotFound));
        Assert.Equal(FailureKind.LeaseLost, (await Assert.ThrowsAsync<AppFailureException>(() => held.RecordAsync(change, late, [], Cancel))).Failure.Kind);
        await successor.RecordAsync(change, new ChangeResult(ChangeStatus.Done, "Gone."), [], Cancel);
        Assert.Equal((ChangeStatus.Done, "Gone."), ((await ItemAsync(app, taskId)).Outcome, (await ItemAsync(app, taskId)).Result));
    }

    [Fact]
    public async Task Nothing_is_sent_for_an_item_that_was_ended_because_its_run_was_taken_for_gone()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var lease = await LeaseAsync(app, clock, taskId, clock);
        var journal = Journal(app, step, lease, clock.GetUtcNow().AddMinutes(5));
        await app.Get<TaskItemsTable>().ChangeAsync(taskId, change.Id, item => item with { Status = TaskItemStatus.Cancelled, Failure = new Failure(FailureKind.Cancelled) }, Cancel);

        Assert.Equal(FailureKind.LeaseLost, (await Assert.ThrowsAsync<AppFailureException>(() => journal.IntendAsync(change, change.Action, before: null, Cancel))).Failure.Kind);
        await journal.RecordAsync(change, new ChangeResult(ChangeStatus.Done, "Gone."), [], Cancel);

        var item = await ItemAsync(app, taskId);
        Assert.Equal((TaskItemStatus.Cancelled, FailureKind.Cancelled, null, null), (item.Status, item.Failure?.Kind, item.IntentAt, item.Outcome));
    }

    [Fact]
    public async Task What_a_run_that_was_cut_off_knew_at_its_end_is_neither_sent_again_nor_forgotten_by_one_that_read_its_items_before()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var paused = await LeaseAsync(app, clock, taskId, new FakeTimeProvider(clock.GetUtcNow()));
        var held = Journal(app, step, paused, clock.GetUtcNow().AddMinutes(5));
        await held.IntendAsync(change, change.Action, before: null, Cancel);
        clock.Advance(duration + TimeSpan.FromSeconds(1));
        await using var taken = await LeaseAsync(app, clock, taskId, clock);
        var successor = Journal(app, step, taken, clock.GetUtcNow().AddMinutes(5));

        await held.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, "Cut off.", new Failure(FailureKind.EffectUnknown, Effect: FailureEffect.Unknown)), [], Cancel);

        Assert.Equal(FailureKind.LeaseLost, (await Assert.ThrowsAsync<AppFailureException>(() => successor.IntendAsync(change, change.Action, before: null, Cancel))).Failure.Kind);
        await successor.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, "No luck.", new Failure(FailureKind.LeaseLost)), [], Cancel);
        var item = await ItemAsync(app, taskId);
        Assert.Equal((ChangeStatus.Failed, FailureEffect.Unknown), (item.Outcome, item.Failure?.Effect));
        // What was seen is another matter.
        await successor.RecordAsync(change, new ChangeResult(ChangeStatus.Done, "An earlier try did it."), [], Cancel);
        Assert.Equal(ChangeStatus.Done, (await ItemAsync(app, taskId)).Outcome);
    }

    [Fact]
    public async Task Nothing_is_sent_of_which_the_lease_may_end_before_the_click()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        var own = new FakeTimeProvider(clock.GetUtcNow());
        await using var lease = await LeaseAsync(app, clock, taskId, own);
        var journal = Journal(app, step, lease, clock.GetUtcNow().AddMinutes(5));
        await journal.IntendAsync(change, change.Action, before: null, Cancel);

        // Enough for a write, and not for one more look and the click; no renewal makes it more, by the table's clock.
        own.Advance(duration - WorkspaceLease.ToSend + TimeSpan.FromSeconds(1));
        await lease.CheckAsync(Cancel);

        Assert.Equal(FailureKind.LeaseLost, (await Assert.ThrowsAsync<AppFailureException>(() => journal.IntendAsync(change, change.Action, before: null, Cancel))).Failure.Kind);
    }

    [Fact]
    public async Task Nobody_is_begun_when_the_time_is_over_or_a_person_stopped_the_task()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var lease = await LeaseAsync(app, clock, taskId, clock);
        var journal = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));

        Assert.True(await journal.MayBeginAsync(change, Cancel));
        Assert.False(await Journal(app, step, lease, DateTimeOffset.UtcNow.AddSeconds(30)).MayBeginAsync(change, Cancel));
        Assert.False(await Journal(app, step with { ExecutionId = "other" }, lease, DateTimeOffset.UtcNow.AddMinutes(5)).MayBeginAsync(change, Cancel));
        await app.Get<TasksTable>().ChangeAsync(taskId, task => task with { Cancellation = new RecordedDecision(DecisionKind.Cancelled, "o", "Olive", DateTimeOffset.UtcNow) }, Cancel);
        Assert.False(await journal.MayBeginAsync(change, Cancel));
        Assert.Equal(FailureKind.Cancelled, journal.Cancelled?.Kind);
    }

    [Fact]
    public async Task Whoever_was_exempted_after_the_batch_began_is_not_intended_for()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var lease = await LeaseAsync(app, clock, taskId, clock);
        var journal = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.True(await journal.MayBeginAsync(change, Cancel));
        var members = app.Get<MembersTable>();
        var stored = await members.GetAsync("hub", change.Id, Cancel) ?? throw new InvalidOperationException("There is no such member.");
        var exempted = stored.Member with { Decision = new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "A partner's seat") };
        Assert.True(await members.TryWriteAsync("hub", [stored with { Member = exempted }], Cancel));

        var refused = await Assert.ThrowsAsync<AppFailureException>(() => journal.IntendAsync(change, change.Action, before: null, Cancel));

        Assert.Equal(FailureKind.ProtectedMember, refused.Failure.Kind);
        Assert.Equal((null, MemberStage.None), ((await ItemAsync(app, taskId)).IntentAt, await StageAsync(app)));
    }

    [Fact]
    public async Task What_the_page_showed_is_on_the_item_with_its_digest_and_without_it_nothing_is_intended()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var lease = await LeaseAsync(app, clock, taskId, clock);
        var journal = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));
        var evidence = app.Get<BlobServiceClient>().GetBlobContainerClient(EvidenceBlobs.Container);
        Evidence Shown(string name) => new(name, "https://app.example/members", [1, 2, 3], name);

        await evidence.DeleteAsync(cancellationToken: Cancel);
        var lost = await Assert.ThrowsAsync<AppFailureException>(() => journal.IntendAsync(change, change.Action, Shown("Remove.before"), Cancel));
        Assert.Equal((FailureKind.StorageUnavailable, null, MemberStage.None), (lost.Failure.Kind, (await ItemAsync(app, taskId)).IntentAt, await StageAsync(app)));
        await evidence.CreateAsync(cancellationToken: Cancel);

        await journal.IntendAsync(change, change.Action, Shown("Remove.before"), Cancel);
        await journal.RecordAsync(change, new ChangeResult(ChangeStatus.Done, "Gone."), [Shown("Remove.after")], Cancel);

        var item = await ItemAsync(app, taskId);
        Assert.Equal([("1", "Remove.before"), ("2", "Remove.after")], item.Evidence.Select(kept => (kept.Id, kept.Step)));
        Assert.All(item.Evidence, kept => Assert.Equal(kept.Sha256, app.Get<EvidenceBlobs>().FindAsync(taskId, int.Parse(kept.Id, CultureInfo.InvariantCulture), Cancel).Result?.Sha256));
        await evidence.GetBlobClient($"{taskId}/2.json").UploadAsync(new BinaryData("{\"step\":\"Remove.after\"}"), overwrite: true, Cancel);
        Assert.NotEqual(item.Evidence[1].Sha256, (await app.Get<EvidenceBlobs>().FindAsync(taskId, 2, Cancel))?.Sha256);
        await evidence.DeleteAsync(cancellationToken: Cancel);
        await journal.RecordAsync(change, new ChangeResult(ChangeStatus.Done, "Gone."), [Shown("Remove.after")], Cancel);
        Assert.Equal((ChangeStatus.Done, "Gone. What the page showed afterwards could not be kept."), ((await ItemAsync(app, taskId)).Outcome, (await ItemAsync(app, taskId)).Result));
    }

    [Theory]
    [InlineData(ChangeAction.Remove, FailureKind.RateLimited, FailureEffect.None, null)]
    [InlineData(ChangeAction.Remove, FailureKind.RateLimited, FailureEffect.Applied, null)]
    [InlineData(ChangeAction.Remove, FailureKind.ChallengeRequired, FailureEffect.Applied, null)]
    [InlineData(ChangeAction.Remove, FailureKind.PageContractBroken, FailureEffect.Applied, ChangeStatus.Failed)]
    [InlineData(ChangeAction.Remove, FailureKind.BrowserFailure, FailureEffect.Unknown, ChangeStatus.Failed)]
    [InlineData(ChangeAction.Remove, FailureKind.ProtectedMember, FailureEffect.None, ChangeStatus.Failed)]
    [InlineData(ChangeAction.ChangeRole, FailureKind.RateLimited, FailureEffect.Applied, ChangeStatus.Failed)]
    public async Task Only_what_passes_and_left_something_to_do_or_to_find_done_stays_open(ChangeAction action, FailureKind kind, FailureEffect effect, ChangeStatus? outcome)
    {
        var wished = change with { Action = action };
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var lease = await LeaseAsync(app, clock, taskId, clock);
        var journal = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));

        await journal.IntendAsync(wished, wished.Action, before: null, Cancel);
        await journal.RecordAsync(wished, new ChangeResult(ChangeStatus.Failed, new string('x', 300), new Failure(kind, Effect: effect)), [], Cancel);

        var item = await ItemAsync(app, taskId);
        Assert.Equal((outcome, kind, effect, 200), (item.Outcome, item.Failure?.Kind, item.Failure?.Effect, item.Result?.Length));
        Assert.NotNull(item.OperationId);
    }

    [Theory]
    [InlineData(false, FailureEffect.None, FailureEffect.Applied)]
    [InlineData(true, FailureEffect.None, FailureEffect.Applied)]
    [InlineData(false, FailureEffect.Unknown, FailureEffect.Applied)]
    [InlineData(true, FailureEffect.Unknown, FailureEffect.Unknown)]
    public async Task What_an_earlier_try_was_seen_to_have_done_stays_done(bool sendsMore, FailureEffect effect, FailureEffect told)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var lease = await LeaseAsync(app, clock, taskId, clock);
        var first = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));
        await first.IntendAsync(change, change.Action, before: null, Cancel);
        await first.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, "Half.", new Failure(FailureKind.SiteUnavailable, Effect: FailureEffect.Applied)), [], Cancel);

        var next = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));
        if (sendsMore)
            await next.IntendAsync(change, change.Action, before: null, Cancel);
        Assert.Equal(FailureEffect.Applied, (await ItemAsync(app, taskId)).Failure?.Effect);
        await next.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, "No luck.", new Failure(FailureKind.SiteUnavailable, Effect: effect)), [], Cancel);

        Assert.Equal(told, (await ItemAsync(app, taskId)).Failure?.Effect);
    }

    [Theory]
    [InlineData(ChangeAction.Remove, null, true)]
    [InlineData(ChangeAction.Remove, FailureEffect.None, false)]
    [InlineData(ChangeAction.Remove, FailureEffect.Applied, true)]
    [InlineData(ChangeAction.Remove, FailureEffect.Unknown, true)]
    [InlineData(ChangeAction.CancelInvitation, null, false)]
    [InlineData(ChangeAction.CancelInvitation, FailureEffect.Applied, false)]
    public async Task That_the_seat_was_to_be_taken_is_known_until_the_very_try_tells_that_nothing_came_of_it(ChangeAction sends, FailureEffect? told, bool isKnown)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var lease = await LeaseAsync(app, clock, taskId, clock);
        var first = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));
        await first.IntendAsync(change, sends, before: null, Cancel);
        if (told is { } effect)
            await first.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, "No luck.", new Failure(FailureKind.SiteUnavailable, Effect: effect)), [], Cancel);

        // A later try that gets no further, or as far as the invitation, says nothing of the seat.
        var next = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));
        if (told is null)
        {
            await next.IntendAsync(change, ChangeAction.CancelInvitation, before: null, Cancel);
            await next.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, "No luck.", new Failure(FailureKind.SiteUnavailable)), [], Cancel);
        }

        Assert.Equal(isKnown, (await ItemAsync(app, taskId)).SeatIntentAt is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task That_nothing_came_of_it_says_nothing_of_an_earlier_try_or_of_what_may_come_late(bool isLate)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var (taskId, step) = await TaskAsync(app);
        await using var lease = await LeaseAsync(app, clock, taskId, clock);
        var journal = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));
        await journal.IntendAsync(change, ChangeAction.Remove, before: null, Cancel);
        if (!isLate)
        {
            journal = Journal(app, step, lease, DateTimeOffset.UtcNow.AddMinutes(5));
            await journal.IntendAsync(change, ChangeAction.Remove, before: null, Cancel);
        }

        await journal.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, "No luck.", new Failure(FailureKind.SiteUnavailable)) { MayComeLate = isLate }, [], Cancel);

        Assert.NotNull((await ItemAsync(app, taskId)).SeatIntentAt);
    }

    private static ChangeJournal Journal(TestApp app, AutomationStep step, WorkspaceLease lease, DateTimeOffset deadline) =>
        new(app.Get<ChangeJournalStores>(), step, lease, deadline, new Dictionary<string, PlannedChange> { [change.Id] = new(change.Id, change.Action, change.Id, change.Email) });

    private static async Task<MemberStage?> StageAsync(TestApp app) => (await app.Get<MembersTable>().GetAsync("hub", change.Id, Cancel))?.Member.Stage;

    private static async Task<TaskItem> ItemAsync(TestApp app, string taskId) => (await app.Get<TaskItemsTable>().LoadAsync(taskId, Cancel))["ann"];

    private static async Task<WorkspaceLease> LeaseAsync(TestApp app, TimeProvider clock, string workspace, TimeProvider own)
    {
        var leases = new LeasesTable(app.Get<Azure.Data.Tables.TableServiceClient>(), clock);
        return (await WorkspaceLease.TryTakeAsync(leases, new LeaseKey("ahrefs", workspace), "test", new LeaseTimes(duration, own), Cancel)).Lease ?? throw new InvalidOperationException("Not free.");
    }

    private static async Task<(string TaskId, AutomationStep Step)> TaskAsync(TestApp app)
    {
        var taskId = Guid.NewGuid().ToString("N");
        var olive = new Caller("olive", "Olive", WorkspaceRole.Owner, IsPerson: true, InPerson: true);
        await app.Get<TasksTable>().InsertAsync(new NewTask(taskId, AutomatedTaskType.RemoveMembers, TaskTrigger.Api, "hub", olive, nameof(ChangeMembersOrchestrator)), Cancel);
        await app.Get<TasksTable>().ClaimAsync(new TaskClaim(taskId, "run"), Cancel);
        await app.Get<TaskItemsTable>().InsertAsync(taskId, [new TaskItem { TaskId = taskId, Id = "ann", Action = "Remove", Target = "ann@example.com" }], Cancel);
        var ann = new Member(
            change.Id, Presence.Confirmed, Presence.Confirmed, new MemberFacts(null, change.Email, null, AppRole.Member, "Member"), MemberDecision.Unmatched,
            MemberStage.None, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        Assert.True(await app.Get<MembersTable>().TryWriteAsync("hub", [new StoredMember(ann, null, null)], Cancel));
        return (taskId, new AutomationStep(taskId, "run", "hub"));
    }
}
