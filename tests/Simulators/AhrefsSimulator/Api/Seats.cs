using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>How seats are counted.</summary>
internal static class Seats
{
    /// <summary>Members and open invitations; an expired invitation no longer holds a seat.</summary>
    public static int Used(Workspace workspace) =>
        workspace.Members.Count + workspace.Invitations.Count(i => i.Status == InvitationStatus.Pending) + workspace.SeatsHeldByCancelled;
}
