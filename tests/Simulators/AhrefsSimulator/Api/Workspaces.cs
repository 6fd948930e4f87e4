using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>Which workspace a session has open.</summary>
internal static class Workspaces
{
    /// <summary>The one that the session chose, as long as it lists the person; else the first that does.</summary>
    public static Workspace? OpenOne(SimWorld world, Session session)
    {
        var chosen = world.FindWorkspace(session.WorkspaceId);
        if (chosen?.FindMemberByEmail(session.AccountEmail) is null) chosen = world.WorkspacesOf(session.AccountEmail).FirstOrDefault();
        session.WorkspaceId = chosen?.Id;
        return chosen;
    }

    /// <summary>For calls whose access was checked.</summary>
    public static Workspace Open(SimCall call) =>
        call.Session is { } session && OpenOne(call.World, session) is { } workspace
            ? workspace
            : throw new InvalidOperationException($"{call.Name} ran without an open workspace.");
}
