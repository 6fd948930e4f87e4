using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Pages;

/// <summary>Where the link of an invitation leads.</summary>
internal static class InvitationPages
{
    public static SimAnswer Show(SimCall call)
    {
        var token = call.Http.Request.Query["token"].ToString();
        foreach (var workspace in call.World.Workspaces)
        {
            if (workspace.Invitations.FirstOrDefault(i => i.Token == token) is not { Status: InvitationStatus.Pending } invitation) continue;
            if (!HttpMethods.IsPost(call.Http.Request.Method)) return SimAnswer.Page(PlainPages.InvitationOpen);
            InvitationChanges.Accept(Hand.Of(call.World, workspace, JournalActor.Person, invitation.Email), invitation, asEmail: null, name: null);
            return SimAnswer.Page(PlainPages.InvitationAccepted);
        }

        return SimAnswer.Page(PlainPages.InvitationGone);
    }
}
