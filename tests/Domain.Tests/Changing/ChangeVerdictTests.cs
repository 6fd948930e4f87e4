using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Changing;

public sealed class ChangeVerdictTests
{
    private const string Ann = "ann@example.com";
    private static readonly ChangeProgress done = new(WasIntended: true, ChangeStatus.Done);
    private static readonly ChangeProgress unknown = new(WasIntended: true, ChangeStatus.Failed, Failure: new Failure(FailureKind.EffectUnknown, FailurePhase.Submit, FailureEffect.Unknown));

    [Theory]
    [InlineData(ChangeAction.Remove, true, false, FailureKind.EffectNotApplied)]
    [InlineData(ChangeAction.Remove, false, true, FailureKind.EffectDiverged)]
    [InlineData(ChangeAction.Remove, false, false, null)]
    [InlineData(ChangeAction.CancelInvitation, false, true, FailureKind.EffectNotApplied)]
    [InlineData(ChangeAction.CancelInvitation, true, false, FailureKind.ConcurrentChange)]
    [InlineData(ChangeAction.CancelInvitation, false, false, null)]
    [InlineData(ChangeAction.Invite, false, false, FailureKind.EffectNotApplied)]
    [InlineData(ChangeAction.Invite, false, true, null)]
    [InlineData(ChangeAction.Invite, true, false, null)]
    [InlineData(ChangeAction.ResendInvitation, false, false, FailureKind.EffectNotApplied)]
    [InlineData(ChangeAction.ResendInvitation, false, true, null)]
    [InlineData(ChangeAction.ChangeRole, false, false, FailureKind.MemberNotFound)]
    public void Done_is_what_the_list_shows(ChangeAction action, bool confirmed, bool pending, FailureKind? failure)
    {
        var verdict = ChangeVerdict.Of(Item(action), done, Shown(confirmed, pending));

        Assert.Equal(failure, verdict.Failure?.Kind);
        Assert.Equal(failure is null ? ChangeEnd.Completed : ChangeEnd.Failed, verdict.End);
    }

    [Theory]
    [InlineData(AppRole.Admin, null)]
    [InlineData(AppRole.Member, FailureKind.EffectNotApplied)]
    [InlineData(AppRole.Guest, FailureKind.EffectDiverged)]
    public void A_role_is_changed_where_the_list_shows_it(AppRole shown, FailureKind? failure) => Assert.Equal(
        failure, ChangeVerdict.Of(Item(ChangeAction.ChangeRole, AppRole.Admin), done, Shown(confirmed: true, pending: false, shown)).Failure?.Kind);

    [Fact]
    public void A_seat_that_went_is_an_effect_also_where_the_person_is_invited_again()
    {
        var again = ChangeVerdict.Of(Item(ChangeAction.Remove), done, Shown(confirmed: false, pending: true));

        Assert.Equal((ChangeEnd.Failed, FailureEffect.Applied), (again.End, again.Failure?.Effect));
        // Somebody who is still a member was not removed, whatever the site says; and of what is not known nothing is claimed.
        Assert.Equal(FailureEffect.None, ChangeVerdict.Of(Item(ChangeAction.Remove), done, Shown(confirmed: true, pending: false)).Failure?.Effect);
        Assert.Equal(FailureEffect.None, ChangeVerdict.Of(Item(ChangeAction.Remove), unknown, Shown(confirmed: false, pending: true)).Failure?.Effect);
    }

    [Theory]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.ChallengeRequired)]
    [InlineData(FailureKind.PageContractBroken)]
    public void A_seat_that_went_is_an_effect_also_where_the_invitation_beside_it_could_not_be_taken_back(FailureKind kind)
    {
        var halfDone = new ChangeProgress(WasIntended: true, ChangeStatus.Failed, "No luck.", new Failure(kind, FailurePhase.Submit, FailureEffect.Applied));

        var left = ChangeVerdict.Of(Item(ChangeAction.Remove), halfDone, Shown(confirmed: false, pending: true)).Failure;

        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (left?.Kind, left?.Effect));
        Assert.Equal((kind, FailureEffect.Applied), (Of(Shown(confirmed: true, pending: false))?.Kind, Of(Shown(confirmed: true, pending: false))?.Effect));
        Failure? Of(ShownPeople shown) => ChangeVerdict.Of(Item(ChangeAction.Remove), halfDone, shown).Failure;
    }

    [Fact]
    public void A_seat_that_was_seen_to_go_is_told_also_where_no_later_try_came_to_an_end()
    {
        var open = new ChangeProgress(WasIntended: true, Result: null, "No luck.", new Failure(FailureKind.SiteUnavailable, FailurePhase.Navigate, FailureEffect.Applied));

        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), Of(Shown(confirmed: false, pending: true)));
        Assert.Equal((FailureKind.SiteUnavailable, FailureEffect.Applied), Of(shown: null));
        (FailureKind?, FailureEffect?) Of(ShownPeople? shown) => ChangeVerdict.Of(Item(ChangeAction.Remove), open, shown).Failure is { } told ? (told.Kind, told.Effect) : default;
    }

    [Fact]
    public void What_was_cut_off_before_it_had_a_result_took_the_seat_that_is_gone()
    {
        var cutOff = new ChangeProgress(WasIntended: true) { MayHaveTakenSeat = true };

        var left = ChangeVerdict.Of(Item(ChangeAction.Remove), cutOff, Shown(confirmed: false, pending: true)).Failure;

        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (left?.Kind, left?.Effect));
        Assert.Equal(FailureEffect.None, ChangeVerdict.Of(Item(ChangeAction.Remove), cutOff, Shown(confirmed: true, pending: false)).Failure?.Effect);
        Assert.Equal(ChangeEnd.Completed, ChangeVerdict.Of(Item(ChangeAction.Remove), cutOff, Shown(confirmed: false, pending: false)).End);
    }

    [Fact]
    public void What_later_tries_say_of_themselves_does_not_bring_back_a_seat_that_went_before_and_of_no_more_than_an_invitation_no_seat_is_told()
    {
        var away = new ChangeProgress(WasIntended: true, Failure: new Failure(FailureKind.SiteUnavailable, FailurePhase.Navigate));
        var broken = new ChangeProgress(WasIntended: true, ChangeStatus.Failed, Failure: new Failure(FailureKind.PageContractBroken, FailurePhase.Read));

        Assert.Equal((FailureKind.SiteUnavailable, FailureEffect.None), Of(away));
        Assert.Equal((FailureKind.EffectNotApplied, FailureEffect.None), Of(new ChangeProgress(WasIntended: true)));
        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), Of(away with { MayHaveTakenSeat = true }));
        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), Of(broken with { MayHaveTakenSeat = true }));
        Assert.Equal(FailureEffect.None, Of(unknown with { MayHaveTakenSeat = true }).Item2);
        (FailureKind?, FailureEffect?) Of(ChangeProgress progress) =>
            ChangeVerdict.Of(Item(ChangeAction.Remove), progress, Shown(confirmed: false, pending: true)).Failure is { } told ? (told.Kind, told.Effect) : default;
    }

    [Fact]
    public void Whoever_may_have_joined_under_another_address_is_not_told_as_not_invited()
    {
        var unclear = new ChangeProgress(WasIntended: true, ChangeStatus.Failed, Failure: new Failure(FailureKind.AmbiguousIdentity, FailurePhase.Verify, FailureEffect.Unknown));

        Assert.Equal(FailureEffect.Unknown, ChangeVerdict.Of(Item(ChangeAction.Invite), unclear, Shown(confirmed: false, pending: false)).Failure?.Effect);
    }

    [Theory]
    [InlineData(FailureKind.EffectUnknown, FailureEffect.Unknown, FailureKind.AmbiguousIdentity)]
    [InlineData(FailureKind.RateLimited, FailureEffect.Unknown, FailureKind.AmbiguousIdentity)]
    [InlineData(FailureKind.SiteUnavailable, FailureEffect.Unknown, FailureKind.AmbiguousIdentity)]
    [InlineData(FailureKind.SiteUnavailable, FailureEffect.None, FailureKind.SiteUnavailable)]
    public void An_invitation_that_nobody_knows_of_is_a_persons_to_look_at_where_somebody_joined_who_was_in_no_list(FailureKind kind, FailureEffect effect, FailureKind told)
    {
        var sent = new ChangeProgress(WasIntended: true, ChangeStatus.Failed, Failure: new Failure(kind, FailurePhase.Submit, effect));
        SnapshotMember[] rows = [new(Presence.Confirmed, null, "stranger@example.org", "S", AppRole.Member, "Member")];
        var snapshot = new MemberSnapshot(new AppWorkspace("w", "Acme"), "bot@example.com", DateTimeOffset.UnixEpoch, SnapshotSource.Page, rows, 0, 0, null, Complete: true);

        Assert.Equal(told, ChangeVerdict.Of(Item(ChangeAction.Invite), sent, new ShownPeople(snapshot, new HashSet<string>())).Failure?.Kind);
        Assert.NotEqual(FailureKind.AmbiguousIdentity, ChangeVerdict.Of(Item(ChangeAction.Invite), sent, new ShownPeople(snapshot, new HashSet<string> { "stranger@example.org" })).Failure?.Kind);
    }

    [Fact]
    public void What_the_list_shows_done_keeps_no_sentence_of_a_try_that_failed()
    {
        var failed = unknown with { Sentence = "No answer told what came of it." };

        Assert.Equal("Found done when the list was read again.", ChangeVerdict.Of(Item(ChangeAction.Remove), failed, Shown(confirmed: false, pending: false)).Sentence);
    }

    [Fact]
    public void An_invitation_that_was_sent_again_is_done_though_no_list_was_read_after_it()
    {
        Assert.Equal(ChangeEnd.Completed, ChangeVerdict.Of(Item(ChangeAction.ResendInvitation), done, shown: null).End);
        Assert.Equal(ChangeEnd.Failed, ChangeVerdict.Of(Item(ChangeAction.ResendInvitation), unknown, shown: null).End);
    }

    [Fact]
    public void An_unknown_effect_is_what_the_list_shows()
    {
        Assert.Equal(ChangeEnd.Completed, ChangeVerdict.Of(Item(ChangeAction.Remove), unknown, Shown(confirmed: false, pending: false)).End);
        var failed = ChangeVerdict.Of(Item(ChangeAction.Remove), unknown, Shown(confirmed: true, pending: false));
        Assert.Equal((FailureKind.EffectNotApplied, FailureEffect.None), (failed.Failure?.Kind, failed.Failure?.Effect));
    }

    [Fact]
    public void That_an_invitation_is_there_does_not_tell_that_it_was_sent_again() =>
        Assert.Equal(FailureKind.EffectUnknown, ChangeVerdict.Of(Item(ChangeAction.ResendInvitation), unknown, Shown(confirmed: false, pending: true)).Failure?.Kind);

    [Fact]
    public void A_guard_that_fired_stays_a_failure()
    {
        var stopped = new ChangeProgress(WasIntended: true, ChangeStatus.Failed, Failure: new Failure(FailureKind.SafetyStop, Effect: FailureEffect.Unknown));

        Assert.Equal(FailureKind.SafetyStop, ChangeVerdict.Of(Item(ChangeAction.Remove), stopped, Shown(confirmed: false, pending: false)).Failure?.Kind);
    }

    [Fact]
    public void Nothing_is_done_that_the_list_was_not_read_for()
    {
        var verdict = ChangeVerdict.Of(Item(ChangeAction.Remove), done, shown: null);

        Assert.Equal((ChangeEnd.Failed, FailureKind.EffectUnknown, FailureEffect.Unknown), (verdict.End, verdict.Failure?.Kind, verdict.Failure?.Effect));
    }

    [Theory]
    [InlineData(false, null, FailureEffect.None)]
    [InlineData(true, FailureKind.EffectNotApplied, FailureEffect.None)]
    [InlineData(null, FailureKind.EffectUnknown, FailureEffect.None)]
    public void That_it_was_so_already_is_true_where_the_list_shows_it(bool? confirmed, FailureKind? failure, FailureEffect effect)
    {
        var item = Item(ChangeAction.Remove) with { AlreadySo = "Is in no list of the app any more." };

        var verdict = ChangeVerdict.Of(item, new ChangeProgress(), confirmed is { } there ? Shown(there, pending: false) : null);

        Assert.Equal(failure is null ? ChangeEnd.Completed : ChangeEnd.Failed, verdict.End);
        Assert.Equal((failure, effect), (verdict.Failure?.Kind, verdict.Failure?.Effect ?? FailureEffect.None));
    }

    [Fact]
    public void An_invitation_with_another_role_is_enough_for_a_team_or_group_and_for_nobody_else()
    {
        var item = Item(ChangeAction.Invite, AppRole.Admin) with { AlreadySo = "Has a valid invitation already." };

        Assert.Equal(FailureKind.EffectDiverged, ChangeVerdict.Of(item, new ChangeProgress(), Shown(confirmed: false, pending: true)).Failure?.Kind);
        Assert.Equal(ChangeEnd.Completed, ChangeVerdict.Of(item with { ByGrants = true }, new ChangeProgress(), Shown(confirmed: false, pending: true)).End);
    }

    [Fact]
    public void What_was_never_begun_is_neither_done_nor_failed()
    {
        Assert.Equal(ChangeEnd.NotBegun, ChangeVerdict.Of(Item(ChangeAction.Remove), new ChangeProgress(), Shown(confirmed: false, pending: false)).End);
        var failed = new ChangeProgress(Failure: new Failure(FailureKind.RateLimited));
        Assert.Equal(FailureKind.RateLimited, ChangeVerdict.Of(Item(ChangeAction.Remove), failed, Shown(confirmed: false, pending: false)).Failure?.Kind);
    }

    private static PlannedChange Item(ChangeAction action, AppRole? role = null) => new("1", action, "1", Ann, RoleBefore: "Member", Role: role);

    private static ShownPeople Shown(bool confirmed, bool pending, AppRole role = AppRole.Member)
    {
        var rows = new List<SnapshotMember>();
        if (confirmed) rows.Add(new SnapshotMember(Presence.Confirmed, null, "Ann@Example.com", "Ann", role, role.ToString()));
        if (pending) rows.Add(new SnapshotMember(Presence.Pending, null, Ann, null, role, role.ToString()));
        return new ShownPeople(new MemberSnapshot(new AppWorkspace("w", "Acme"), "bot@example.com", DateTimeOffset.UnixEpoch, SnapshotSource.Page, rows, 0, 0, null, Complete: true));
    }
}
