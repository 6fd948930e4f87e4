using System.Net;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>Somebody has a seat and an invitation, and between the two something happens: the removal goes on from there, and tells what was done.</summary>
public sealed class HalfDoneRemovalTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly Mishap away = new(Before: new Failure(FailureKind.SiteUnavailable, FailurePhase.Navigate), Stops: true);

    [Theory]
    [InlineData(FailureKind.SiteUnavailable)]
    [InlineData(FailureKind.BrowserFailure)]
    public async Task Trouble_that_passes_after_the_seat_and_before_the_invitation_stops_nobody(FailureKind kind)
    {
        var hub = await HubAsync();
        hub.Site.Changes.Next(Email(1), Half(kind));

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.Completed, 3), (task.Status, task.ItemsDone));
        Assert.Equal([Email(1), Email(1), Email(2), Email(3)], hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.Equal([false, true], hub.Site.Changes.Batches.Take(2).Select(batch => Assert.Single(batch).WasIntended));
        Assert.DoesNotContain(hub.Site.People, person => person.Email == Email(1));
        await AssertCountedAsync(hub, 3);
    }

    [Fact]
    public async Task What_the_site_wants_of_a_person_between_the_two_is_asked_for_and_then_the_rest_is_done()
    {
        var hub = await HubAsync();
        hub.Site.Changes.Next(Email(1), Half(FailureKind.ChallengeRequired));

        var started = await hub.StartRemovalAsync(Email(1), Email(2), Email(3));
        await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
        (await hub.Owner.Caller.PostAsync($"tasks/{started.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(started.Id)).Status);
        Assert.DoesNotContain(hub.Site.People, person => person.Email == Email(1));
        await AssertCountedAsync(hub, 3);
    }

    [Fact]
    public async Task Where_no_later_try_gets_through_the_seat_that_went_is_told_and_counted()
    {
        var hub = await HubAsync();
        hub.Site.Changes.Next(Email(1), Half(FailureKind.SiteUnavailable));
        StayAway(hub);

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        await AssertHalfDoneAsync(hub, task, FailureKind.SiteUnavailable);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_removal_that_is_cut_off_after_the_seat_takes_the_invitation_back_too_and_goes_on_with_the_others(bool leaseIsLost)
    {
        var hub = await HubAsync();
        hub.Site.Changes.Next(Email(1), new Mishap(IsHalf: true));
        CutOffOnce(hub, leaseIsLost);

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.Completed, 3), (task.Status, task.ItemsDone));
        Assert.Equal([Email(1), Email(1), Email(2), Email(3)], hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.DoesNotContain(hub.Site.People, person => person.Email == Email(1));
        await AssertCountedAsync(hub, 3);
    }

    [Fact]
    public async Task A_seat_that_went_before_a_removal_was_cut_off_is_told_and_counted_where_no_later_try_gets_through()
    {
        var hub = await HubAsync();
        hub.Site.Changes.Next(Email(1), new Mishap(IsHalf: true));
        StayAway(hub);
        CutOffOnce(hub, leaseIsLost: false);

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        await AssertHalfDoneAsync(hub, task, FailureKind.SiteUnavailable);
    }

    [Fact]
    public async Task A_seat_that_is_gone_is_counted_also_where_nobody_knows_what_became_of_its_invitation()
    {
        var hub = await HubAsync();
        hub.Site.Changes.Next(Email(1), new Mishap(After: new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown), Stops: true, IsHalf: true));

        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.RemoveAsync(Email(1))).Status);

        await AssertCountedAsync(hub, 1);
    }

    // Somebody takes the seat away by hand and invites the address anew, before the removal begins or between its intent and its click.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_others_did_to_the_seat_while_nothing_was_sent_is_neither_told_nor_counted_as_the_removal_s(bool isBeforeTheIntent)
    {
        var hub = await HubAsync();
        hub.Site.Changes.Next(Email(1), new Mishap(Unsent: new Failure(FailureKind.SiteUnavailable, FailurePhase.Prepare), Stops: true));
        StayAway(hub);
        hub.Site.Changes.BeforeEach = _ => isBeforeTheIntent || hub.Site.Changes.Batches.Count > 1 ? TakeSeatAsync() : Task.CompletedTask;

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        var item = (await hub.ItemsAsync(task.Id))[Email(1)];
        Assert.Equal((TaskItemStatus.Failed, FailureKind.SiteUnavailable, FailureEffect.None), (item.Status, item.Failure?.Kind, item.Failure?.Effect));
        Assert.NotNull(item.IntentAt);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Empty((await world.App.Get<GuardLedgerTable>().ReadAsync(hub.Id, HubWorld.Cancel)).Entries);
        Assert.DoesNotContain(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberRemoved");

        Task TakeSeatAsync()
        {
            hub.Site.People = [.. hub.Site.People.Where(person => person.Email != Email(1) || person.Presence == Presence.Pending)];
            return Task.CompletedTask;
        }
    }

    private static Mishap Half(FailureKind kind) => new(After: new Failure(kind, FailurePhase.Navigate, FailureEffect.Applied), Stops: true, IsHalf: true);

    private Task<TestHub> HubAsync() => world.HubOfAsync(20, ScriptedSite.Person(Email(1), presence: Presence.Pending));

    private static void CutOffOnce(TestHub hub, bool leaseIsLost)
    {
        var cuts = 0;
        hub.Site.Changes.AfterEffect = _ => Interlocked.Increment(ref cuts) > 1 ? Task.CompletedTask
            : throw (leaseIsLost ? new AppFailureException(new Failure(FailureKind.LeaseLost)) : new TransientException("The process died."));
    }

    private static void StayAway(TestHub hub)
    {
        for (var tries = 0; tries < 10; tries++)
            hub.Site.Changes.Next(Email(1), away);
    }

    private async Task AssertHalfDoneAsync(TestHub hub, AutomatedTask task, FailureKind stopped)
    {
        Assert.Equal((AutomatedTaskStatus.Failed, stopped), (task.Status, task.Failure?.Kind));
        var items = await hub.ItemsAsync(task.Id);
        Assert.Equal((TaskItemStatus.Failed, FailureKind.EffectDiverged, FailureEffect.Applied), (items[Email(1)].Status, items[Email(1)].Failure?.Kind, items[Email(1)].Failure?.Effect));
        Assert.Equal((TaskItemStatus.Cancelled, TaskItemStatus.Cancelled), (items[Email(2)].Status, items[Email(3)].Status));
        Assert.Single(hub.Site.Changes.Sent);
        await AssertCountedAsync(hub, 1);
    }

    private async Task AssertCountedAsync(TestHub hub, int seats)
    {
        Assert.Equal(seats, Assert.Single((await world.App.Get<GuardLedgerTable>().ReadAsync(hub.Id, HubWorld.Cancel)).Entries).Losses);
        Assert.Equal(seats, (await hub.ActivityAsync()).Count(entry => entry.Entry.Event == "memberRemoved"));
    }
}
