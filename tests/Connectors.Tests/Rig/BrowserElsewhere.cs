using System.Diagnostics;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Dev.Browser;
using Seatkeeper.Dev.Processes;

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>A Chromium of its own, as one would run in another container: reached by nothing but its DevTools address.</summary>
internal sealed class BrowserElsewhere : IAsyncDisposable
{
    private const string Told = "DevTools listening on ";
    private readonly ServerProcess process;
    private readonly DirectoryInfo profile;

    private BrowserElsewhere(ServerProcess process, DirectoryInfo profile, string address)
    {
        this.process = process;
        this.profile = profile;
        Address = address;
    }

    /// <summary>The WebSocket address that it tells.</summary>
    public string Address { get; }

    /// <summary>Starts one that holds itself to the policy's hosts; without a policy it may go anywhere.</summary>
    public static async Task<BrowserElsewhere> StartAsync(NavigationPolicy? policy, CancellationToken cancel)
    {
        string[] bound = policy is null ? [] : [$"--host-resolver-rules={policy.HostRules()}"];
        var folder = Directory.CreateTempSubdirectory("elsewhere");
        var started = await ServerProcess.StartAsync(new ServerStart("Chromium elsewhere", ChromiumFinder.Find() ?? "chromium", [
            "--headless", "--no-sandbox", "--remote-debugging-port=0", $"--user-data-dir={folder.FullName}", .. bound, "about:blank",
        ]));
        var line = await started.WaitForLineAsync(text => text.StartsWith(Told, StringComparison.Ordinal), TimeSpan.FromSeconds(60), cancel);
        return new BrowserElsewhere(started, folder, line[Told.Length..].Trim());
    }

    /// <summary>Ends it with no last words. What was started may be a script that started the browser.</summary>
    public async Task KillAsync()
    {
        using var running = Process.GetProcessById(process.Id);
        running.Kill(entireProcessTree: true);
        await process.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        await process.DisposeAsync();
        profile.Delete(recursive: true);
    }
}
