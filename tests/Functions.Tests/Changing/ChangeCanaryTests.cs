using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>Who goes first where several seats are taken away, and what their failure means for the others.</summary>
public sealed class ChangeCanaryTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Theory]
    [InlineData(FailureKind.ProtectedMember)]
    [InlineData(FailureKind.UnknownRole)]
    [InlineData(FailureKind.ConcurrentChange, Explicit = true)]
    public async Task Where_the_first_one_is_refused_for_a_reason_of_their_own_the_next_one_goes_first(FailureKind kind)
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(Before: new Failure(kind)));

        var task = await hub.RemoveAsync([.. Enumerable.Range(1, 4).Select(Email)]);

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 3, 1), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Equal([1, 1, 2], hub.Site.Changes.Batches.Select(batch => batch.Count));
        Assert.Equal(kind, (await hub.ItemsAsync(task.Id))[Email(1)].Failure?.Kind);
    }

    [Fact]
    public async Task Where_the_first_one_is_gone_already_the_next_one_goes_first()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.People = [.. hub.Site.People.Where(person => person.Email != Email(1))];

        var task = await hub.RemoveAsync([.. Enumerable.Range(1, 5).Select(Email)]);

        Assert.Equal((AutomatedTaskStatus.Completed, 5), (task.Status, task.ItemsDone));
        Assert.Equal([1, 1, 3], hub.Site.Changes.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Where_the_site_asks_to_slow_down_as_the_first_one_is_sent_it_is_sent_again_later_and_the_rest_after_it()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(Unsent: new Failure(FailureKind.RateLimited, FailurePhase.Submit, RetryAfter: TimeSpan.FromSeconds(1)), Stops: true));

        var task = await hub.RemoveAsync([.. Enumerable.Range(1, 4).Select(Email)]);

        Assert.Equal((AutomatedTaskStatus.Completed, 4), (task.Status, task.ItemsDone));
        Assert.Equal([1, 1, 3], hub.Site.Changes.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task An_invitation_that_is_cancelled_first_shows_nothing_of_how_members_are_removed()
    {
        var hub = await world.HubOfAsync(20, ScriptedSite.Person("invited@example.com", presence: Presence.Pending));

        var task = await hub.RemoveAsync(["invited@example.com", .. Enumerable.Range(1, 4).Select(Email)]);

        Assert.Equal((AutomatedTaskStatus.Completed, 5), (task.Status, task.ItemsDone));
        Assert.Equal([1, 1, 3], hub.Site.Changes.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Where_invitations_alone_are_taken_back_one_that_was_releases_the_others()
    {
        string[] invited = ["one@example.com", "two@example.com", "three@example.com"];
        var hub = await world.HubOfAsync(20, [.. invited.Select(email => ScriptedSite.Person(email, presence: Presence.Pending))]);

        var task = await hub.RemoveAsync(invited);

        Assert.Equal((AutomatedTaskStatus.Completed, 3), (task.Status, task.ItemsDone));
        Assert.Equal([1, 2], hub.Site.Changes.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Where_one_after_the_other_is_refused_the_rest_follows_as_batches()
    {
        var hub = await world.HubOfAsync(40);
        foreach (var number in Enumerable.Range(1, 6)) hub.Site.Changes.Next(Email(number), new Mishap(Before: new Failure(FailureKind.ProtectedMember)));

        var task = await hub.RemoveAsync([.. Enumerable.Range(1, 8).Select(Email)]);

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 2, 6), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Equal([1, 1, 1, 1, 1, 3], hub.Site.Changes.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Where_the_first_one_was_stopped_and_nobody_had_asked_for_it_the_task_is_not_told_as_stopped()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(Before: new Failure(FailureKind.Cancelled)));

        var task = await hub.RemoveAsync(Email(1), Email(2));

        Assert.Equal((AutomatedTaskStatus.Failed, false), (task.Status, task.IsStoppedByPerson));
        Assert.Empty(hub.Site.Changes.Sent);
    }

    [Theory]
    [InlineData(FailureKind.ProtectedMember, FailurePhase.Read)]
    [InlineData(FailureKind.EffectNotApplied, FailurePhase.Verify)]
    public async Task Any_other_failure_of_the_one_that_goes_first_leaves_the_others_alone(FailureKind kind, FailurePhase phase)
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(Before: new Failure(FailureKind.ProtectedMember)));
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(kind, phase)));

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.Failed, kind), (task.Status, task.Failure?.Kind));
        Assert.Equal(TaskItemStatus.Cancelled, (await hub.ItemsAsync(task.Id))[Email(3)].Status);
        Assert.Empty(hub.Site.Changes.Sent);
    }
}
