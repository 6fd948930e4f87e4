using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

public sealed class InviteMembersTests(Site site)
{
    private const string New = "new.one@corp.test";

    [Theory]
    [InlineData("full", "silent", Explicit = true)]
    [InlineData("virtual", "dialog")]
    public async Task Invites_each_with_the_wished_role_and_sends_again_and_cancels_as_told(string listMode, string seatChargeUi)
    {
        using var world = await ChangeWorld.CreateAsync(site, "medium", new { listMode, seatChargeUi });
        var (expired, cancelled) = (world.World.Truth.Workspaces[0].Invitations.First(i => i.Expired).Email, world.Invited(2));
        await world.PermitAsync("invite", New, "Guest");
        await world.PermitAsync("invite", "second.one@corp.test", "Admin");
        await world.PermitAsync("resend", expired);
        await world.PermitAsync("cancelInvite", cancelled);

        var end = await world.ChangeAsync(
            Wish(ChangeAction.ResendInvitation, expired), Wish(ChangeAction.Invite, New, AppRole.Guest), Wish(ChangeAction.Invite, "second.one@corp.test", AppRole.Admin),
            Wish(ChangeAction.CancelInvitation, cancelled));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.All(world.Journal.Results.Values, result => Assert.Equal(ChangeStatus.Done, result.Status));
        Assert.Equal(4, world.Journal.Intents.Count);
        await world.AssertEffectsAsync($"invitationCreated {New}", "invitationCreated second.one@corp.test", $"invitationResent {expired}", $"invitationCancelled {cancelled}");
    }

    [Fact]
    public async Task Whoever_is_there_or_invited_already_is_not_invited_again()
    {
        using var world = await ChangeWorld.CreateAsync(site, "medium", new { listMode = "full" });
        var (invited, expired) = (world.World.Truth.Workspaces[0].Invitations.First(i => !i.Expired && i.Role == AhrefsSimulator.Model.AccessLevel.Member).Email, world.World.Truth.Workspaces[0].Invitations.First(i => i.Expired).Email);
        MemberChange[] wishes =
        [
            Wish(ChangeAction.Invite, "anna.berg@corp.test", AppRole.Member), Wish(ChangeAction.Invite, "Case.Twin@Corp.test", AppRole.Admin),
            Wish(ChangeAction.Invite, invited, AppRole.Member), Wish(ChangeAction.Invite, expired, AppRole.Member), Wish(ChangeAction.Invite, "аnna@corp.test", AppRole.Member),
        ];

        var end = await world.ChangeAsync(wishes);

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(
            [ChangeStatus.NoChangeNeeded, ChangeStatus.Failed, ChangeStatus.NoChangeNeeded, ChangeStatus.Failed, ChangeStatus.Failed],
            wishes.Select(wish => world.Journal.StatusOf(wish.Email)));
        Assert.Equal([FailureKind.AlreadyMember, FailureKind.AlreadyInvited, FailureKind.SuspiciousIdentity], wishes.Select(wish => world.Journal.KindOf(wish.Email)).OfType<FailureKind>());
        await world.AssertEffectsAsync();
    }

    [Theory]
    [InlineData(ChangeAction.Invite, "simInviteMembers", FailureEffect.Unknown)]
    [InlineData(ChangeAction.ResendInvitation, "simResendInvitation", FailureEffect.Unknown)]
    [InlineData(ChangeAction.ChangeRole, "simChangeRole", FailureEffect.None)]
    public async Task What_the_site_wants_to_be_asked_later_was_not_done_unless_it_is_an_invitation_of_which_nobody_could_tell(ChangeAction action, string call, FailureEffect effect)
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var email = action switch
        {
            ChangeAction.Invite => New,
            ChangeAction.ResendInvitation => world.Invited(),
            _ => world.Somebody(AhrefsSimulator.Model.AccessLevel.Member),
        };
        await world.FaultAsync(call, new { kind = "respond", status = 429, headers = new Dictionary<string, string> { ["Retry-After"] = "30" } });

        var end = await world.ChangeAsync(Wish(action, email, AppRole.Guest));

        Assert.Equal((FailureKind.RateLimited, effect), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal(effect is FailureEffect.None, world.Journal.Results[email].MayComeLate);
        await world.AssertEffectsAsync();
    }

    [Theory]
    [InlineData(false, FailureEffect.Applied)]
    [InlineData(true, FailureEffect.Unknown)]
    public async Task A_site_that_asks_to_slow_down_while_the_seats_are_counted_is_left_alone(bool lies, FailureEffect effect)
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { listMode = "full" });
        await world.PermitAsync("invite", New, "Member");
        if (lies)
            await world.FaultAsync("simInviteMembers", new { kind = "lie" });
        // Read with the lists, before the invitation, and after it.
        await world.World.PostAsync("faults", new { id = "slower", match = new { call = "simLimits", nth = 3 }, @do = new { kind = "respond", status = 429, headers = new Dictionary<string, string> { ["Retry-After"] = "30" } } });

        var end = await world.ChangeAsync(Wish(ChangeAction.Invite, New, AppRole.Member));

        Assert.Equal((FailureKind.RateLimited, effect, TimeSpan.FromSeconds(30)), (end.StoppedBy?.Kind, end.StoppedBy?.Effect, end.StoppedBy?.RetryAfter));
        await world.World.AssertNoViolationAsync();
    }

    [Fact]
    public async Task A_price_that_the_dialog_tells_late_is_waited_for()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "inline" });
        var taken = world.World.Truth.Workspaces[0].Members.Count + world.World.Truth.Workspaces[0].Invitations.Count;
        await world.World.PatchAsync("workspaces/ws_01", new { seatsPaid = taken + 1 });
        // Read with the lists, before the invitation, and by the dialog itself.
        await world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action = "invite", target = "last.seat@corp.test", when = "beforeNextRead", call = "simLimits", nth = 3 });
        await world.World.PostAsync("faults", new { id = "late", match = new { call = "simLimits", nth = 3 }, @do = new { kind = "respond", delayMs = 1_500 } });

        var end = await world.ChangeAsync(Wish(ChangeAction.Invite, New, AppRole.Member));

        Assert.Equal((FailureKind.SeatPurchaseNeedsApproval, "the dialog tells a price"), (end.StoppedBy?.Kind, end.StoppedBy?.Detail));
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task An_invitation_that_is_stored_with_another_role_stops_the_batch()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        await world.FaultAsync("simInviteMembers", new { kind = "respond", status = 200, applyEffect = true, body = new { invited = new[] { new { email = New, id = "i_1" } }, skipped = Array.Empty<object>(), seatsAdded = 0 } });
        await world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action = "invite", target = New, role = "Admin", when = "beforeNextSubmit", call = "simInviteMembers" });

        var end = await world.ChangeAsync(Wish(ChangeAction.Invite, New, AppRole.Member), Wish(ChangeAction.Invite, "second.one@corp.test", AppRole.Member));

        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal([New], world.Journal.Results.Keys);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task Whether_an_earlier_try_sent_it_again_is_not_known_and_it_is_not_sent_twice()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var target = world.Invited();

        var end = await world.ChangeAsync(Wish(ChangeAction.ResendInvitation, target, intended: true));

        Assert.Equal((FailureKind.EffectUnknown, FailureEffect.Unknown), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task An_invitation_that_was_accepted_meanwhile_counts_as_sent_and_is_no_invitation_to_cancel()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var joined = world.Invited();
        await world.PermitAsync("invite", New, "Member");
        // Both lists, the page's own read after the submit, and in it the invitation is an invitation no more.
        await world.World.PostAsync("people/act", new { actor = New, action = "acceptInvitation", target = New, when = "beforeNextRead", call = "tkGetWorkspaceInfo", nth = 3 });
        await world.World.PostAsync("people/act", new { actor = joined, action = "acceptInvitation", target = joined, when = "beforeNextRead", call = "tkGetWorkspaceInfo", nth = 4 });

        var end = await world.ChangeAsync(Wish(ChangeAction.Invite, New, AppRole.Member), Wish(ChangeAction.CancelInvitation, joined));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(New));
        Assert.Equal(FailureKind.AlreadyMember, world.Journal.KindOf(joined));
        await world.AssertEffectsAsync($"invitationCreated {New}");
    }

    [Fact]
    public async Task Invites_and_removes_the_same_from_the_page_alone()
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { seatChargeUi = "inline" });
        var target = world.Somebody(AhrefsSimulator.Model.AccessLevel.Member);
        await world.PermitAsync("invite", New, "Member");
        await world.PermitAsync("remove", target);

        await world.ChangeAsync(Maps.Without(site.PageMaps.Current, "answers"), [Wish(ChangeAction.Invite, New, AppRole.Member), Wish(ChangeAction.Remove, target)]);

        Assert.All(world.Journal.Results.Values, result => Assert.Equal(ChangeStatus.Done, result.Status));
        await world.AssertEffectsAsync($"invitationCreated {New}", $"memberRemoved {target}");
    }
}
