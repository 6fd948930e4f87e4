using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Browser;

namespace Seatkeeper.Dev.Setup;

/// <summary>Everything that a command needs on this machine, installed where it is missing.</summary>
public static class Machine
{
    /// <summary>Gives the browser's path.</summary>
    public static async Task<string> EnsureAsync(CancellationToken cancellation)
    {
        LocalSettings.Ensure();
        OwnerKey.Ensure();
        await AzuriteInstall.EnsureAsync(cancellation);
        return await ChromiumInstall.EnsureAsync(cancellation);
    }
}
