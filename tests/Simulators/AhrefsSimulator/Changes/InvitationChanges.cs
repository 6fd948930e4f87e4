using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Changes;

/// <summary>The life of an invitation.</summary>
internal static class InvitationChanges
{
    public static Invitation Create(Hand hand, string email, AccessLevel role)
    {
        var now = hand.World.Clock.Now;
        // A fresh invitation takes the place of one that ran out.
        if (hand.Workspace.FindListedInvitation(email) is { Status: InvitationStatus.Expired } old)
            hand.Workspace.Put(old with { Status = InvitationStatus.Cancelled });
        var id = hand.World.NextId("i");
        var invitation = new Invitation(
            id, email, role, hand.Email, now, now, ExpiresAt(hand, now), $"t-{SessionSecret()}", InvitationStatus.Pending);
        hand.Workspace.Put(invitation);
        Mail(hand, invitation);
        hand.Effect("invitationCreated", email, before: null, new { role = role.ToString(), status = "pending", id });
        return invitation;
    }

    public static Invitation Resend(Hand hand, Invitation invitation)
    {
        var now = hand.World.Clock.Now;
        var sent = invitation with { LastSentAt = now, ExpiresAt = ExpiresAt(hand, now), Status = InvitationStatus.Pending };
        hand.Workspace.Put(sent);
        Mail(hand, sent);
        hand.Effect("invitationResent", sent.Email, Shape(invitation), Shape(sent));
        return sent;
    }

    public static Invitation Cancel(Hand hand, Invitation invitation)
    {
        var cancelled = invitation with { Status = InvitationStatus.Cancelled };
        hand.Workspace.Put(cancelled);
        if (!hand.World.Options.CancelFreesSeat && invitation.Status == InvitationStatus.Pending) hand.Workspace.SeatsHeldByCancelled++;
        hand.Effect("invitationCancelled", invitation.Email, Shape(invitation), Shape(cancelled));
        return cancelled;
    }

    /// <summary>Somebody follows the link, perhaps under another address than the invited one.</summary>
    public static Member Accept(Hand hand, Invitation invitation, string? asEmail, string? name)
    {
        hand.Workspace.Put(invitation with { Status = InvitationStatus.Accepted });
        var now = hand.World.Clock.Now;
        var member = new Member(hand.World.NextId("m"), asEmail ?? invitation.Email, name ?? "", invitation.Role, now, now, TwoFactor: hand.Workspace.Settings.Require2fa);
        hand.Workspace.Put(member);
        hand.Effect("invitationAccepted", invitation.Email, Shape(invitation), new { email = member.Email, role = member.Role.ToString() });
        return member;
    }

    public static void Expire(Hand hand, Invitation invitation) => hand.Workspace.Put(invitation with { Status = InvitationStatus.Expired });

    private static DateTimeOffset? ExpiresAt(Hand hand, DateTimeOffset now) =>
        hand.Workspace.Settings.InvitationTtlHours is { } hours ? now.AddHours(hours) : null;

    private static void Mail(Hand hand, Invitation invitation) =>
        hand.World.Mailbox.Add(new SentMail(hand.World.Clock.Now, invitation.Email, "Invitation to join Ahrefs", $"/invite/accept?token={invitation.Token}"));

    private static object Shape(Invitation invitation) => new { role = invitation.Role.ToString(), status = SimJson.Own.NameOf(invitation.Status) };

    private static string SessionSecret() => Worlds.SessionBook.NewSecret()[..24];
}
