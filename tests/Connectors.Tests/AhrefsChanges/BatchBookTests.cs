using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>What was sent may have changed others: that is kept in the books until a complete read has shown that it did not.</summary>
public sealed class BatchBookTests
{
    private const string Ann = "ann@corp.test", Bob = "bob@corp.test", Eve = "eve@corp.test";

    [Theory]
    [InlineData(Slip.Nobody, "Guest", true, false)]
    [InlineData(Slip.Roles, "Guest", true, true)]
    [InlineData(Slip.Roles, "Member", false, false)]
    [InlineData(Slip.Anybody, "Member", false, true)]
    [InlineData(Slip.Anybody, "Member", true, false)]
    internal void Whoever_else_changed_is_found_out_by_the_next_complete_read(Slip slip, string roleOfBob, bool hasEve, bool stops)
    {
        var change = Wish(ChangeAction.ChangeRole, Ann, AppRole.Admin);
        var batch = new BatchBook([change], new ChangeJournal());
        batch.FindOthersChanged(Read("Member", "Member", hasEve: true));
        batch.ProgressOf(change).Send(Step.ChangeRole, AppRole.Member, slip);
        batch.Known?.Note(Step.ChangeRole, change);

        var other = batch.FindOthersChanged(Read("Admin", roleOfBob, hasEve));

        Assert.Equal(stops, other is not null);
        Assert.DoesNotContain("@", other ?? "", StringComparison.Ordinal);
        // Told once.
        Assert.Null(batch.FindOthersChanged(Read("Admin", "Admin", hasEve: false)));
    }

    [Fact]
    public async Task What_an_earlier_try_may_have_sent_is_given_its_time_before_the_lists_are_read()
    {
        using var stop = new CancellationTokenSource();
        var intended = new BatchBook([Wish(ChangeAction.Invite, Ann, AppRole.Member), Wish(ChangeAction.Invite, Bob, AppRole.Member) with { WasIntended = true }], new ChangeJournal());

        var settling = intended.SettleAsync(TimeSpan.FromHours(1), TimeProvider.System, stop.Token);

        Assert.False(settling.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => settling);
        Assert.True(new BatchBook([Wish(ChangeAction.Invite, Ann, AppRole.Member)], new ChangeJournal()).SettleAsync(TimeSpan.FromHours(1), TimeProvider.System, stop.Token).IsCompleted);
    }

    [Fact]
    public void A_second_step_on_a_person_forgets_nothing_of_what_the_first_may_have_done_to_others()
    {
        var change = Wish(ChangeAction.Remove, Ann);
        var batch = new BatchBook([change], new ChangeJournal());
        batch.FindOthersChanged(Read("Member", "Member", hasEve: true));
        var progress = batch.ProgressOf(change);
        progress.Send(Step.Remove, AppRole.Member, Slip.Anybody);
        progress.Effected(Step.Remove);

        progress.Send(Step.CancelInvitation, roleBefore: null, Slip.Nobody);
        progress.NotSent();

        Assert.NotNull(batch.FindOthersChanged(Read("Member", "Guest", hasEve: true)));
    }

    [Fact]
    public async Task A_batch_that_ends_before_others_were_looked_at_says_so()
    {
        var change = Wish(ChangeAction.Remove, Ann);
        var batch = new BatchBook([change], new ChangeJournal());
        batch.ProgressOf(change).Send(Step.Remove, AppRole.Member, Slip.Anybody);

        var end = await batch.StopAsync(new Failure(FailureKind.PageContractBroken, Detail: "the list is gone"));

        Assert.Contains("was not looked at", end.StoppedBy?.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_open_when_a_batch_is_cut_off_is_recorded_and_what_is_not_open_is_left_to_the_next_try(bool isOpen)
    {
        var change = Wish(ChangeAction.Remove, Ann);
        var journal = new ChangeJournal();
        var lost = new BatchBook([change], journal);
        Assert.True(await lost.BeginAsync(change, TestContext.Current.CancellationToken));
        lost.ProgressOf(change).Send(Step.Remove, AppRole.Member, Slip.Nobody);
        if (!isOpen)
            lost.ProgressOf(change).Effected(Step.Remove);

        await lost.StopAsync(new Failure(FailureKind.LeaseLost));

        Assert.Equal(isOpen ? FailureEffect.Unknown : null, journal.Results.GetValueOrDefault(Ann)?.Failure?.Effect);
    }

    [Fact]
    public void What_never_reached_the_page_has_changed_nobody()
    {
        var change = Wish(ChangeAction.Remove, Ann);
        var batch = new BatchBook([change], new ChangeJournal());
        batch.ProgressOf(change).Send(Step.Remove, AppRole.Member, Slip.Anybody);

        batch.ProgressOf(change).NotSent();

        Assert.False(batch.MayHaveSlipped);
    }

    private static People Read(string roleOfAnn, string roleOfBob, bool hasEve)
    {
        SnapshotMember[] everybody = [Member(Ann, roleOfAnn), Member(Bob, roleOfBob), .. hasEve ? new[] { Member(Eve, "Guest") with { Presence = Presence.Pending } } : []];
        return new People(new MemberSnapshot(Pinned, "svc-hub@corp.test", TimeProvider.System.GetUtcNow(), SnapshotSource.Page, everybody, 2, 1, Seats: null, Complete: true));
    }

    private static SnapshotMember Member(string email, string role) => new(Presence.Confirmed, SiteId: null, email, Name: null, Enum.Parse<AppRole>(role), role);
}
