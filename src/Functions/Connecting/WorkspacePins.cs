using System.Runtime.CompilerServices;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Connecting;

/// <summary>Which hub has which workspace of an app: one each, also where one hub knows it by its id and another by its name alone.</summary>
public sealed class WorkspacePins(HubsTable hubs)
{
    /// <summary>Pins a workspace to a hub.</summary>
    /// <returns>Null where it is the hub's; else why not.</returns>
    public async Task<string?> FindRefusalAsync(Hub hub, AppWorkspace workspace, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(workspace);
        // The insert of the pin decides between two hubs that are connected at the same moment.
        var pin = await hubs.PinWorkspaceAsync(hub.App, workspace, hub.Id, cancel);
        // Which one is not for everybody to know.
        if (pin.HubId != hub.Id)
            return $"{workspace.Name} is connected to another hub.";

        // Others are looked at only once the own pin stands: of two whose pins differ, at least one sees the other.
        if (!await OthersAsync(hub, cancel).AnyAsync(other => other.MayBe(workspace), cancel))
            return null;
        if (hub.Workspace?.Id != workspace.Id)
            await hubs.ReleaseAsync(pin, cancel);
        return $"{workspace.Name} may be connected to another hub: one of the two knows its workspace by that name alone. "
            + "Let the page map tell the id (answers.workspaceInfo.fields.workspaceId), and connect again whichever hub knows the name alone.";
    }

    private async IAsyncEnumerable<AppWorkspace> OthersAsync(Hub hub, [EnumeratorCancellation] CancellationToken cancel)
    {
        var connected = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var other in hubs.ListAsync(afterHubId: null, cancel))
        {
            // A hub may still hold the name by which it knew its workspace once.
            if (other.Id == hub.Id || other.App != hub.App || other.Workspace is not { } known)
                continue;
            connected.Add(other.Id);
            yield return known;
        }

        // What is being connected has its pin first, and is saved with its workspace afterwards.
        foreach (var (hubId, workspace) in await hubs.ListPinnedAsync(hub.App, cancel))
        {
            if (hubId != hub.Id && !connected.Contains(hubId))
                yield return workspace;
        }
    }
}
