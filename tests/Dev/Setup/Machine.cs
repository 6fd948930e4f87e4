using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Browser;

namespace Seatkeeper.Dev.Setup;

/// <summary>Everything that a command needs on this machine, installed where it is missing.</summary>
public static class Machine
{
    /// <summary>Installs while the build runs, since one waits for the network and the other for the processors; gives the browser's path.</summary>
    public static async Task<string> EnsureAsync(Func<Task> build, CancellationToken cancellation)
    {
        var installing = EnsureAsync(cancellation);
        await Task.WhenAll(installing, build());
        return await installing;
    }

    /// <summary>Gives the browser's path.</summary>
    public static async Task<string> EnsureAsync(CancellationToken cancellation)
    {
        // At once: the build copies the settings.
        LocalSettings.Ensure();
        OwnerKey.Ensure();
        await AzuriteInstall.EnsureAsync(cancellation);
        var browser = await ChromiumInstall.EnsureAsync(cancellation);
        await ChromiumSandbox.RequireAsync(browser, cancellation);
        return browser;
    }
}
