using System.Globalization;
using Seatkeeper.Dev.Processes;

namespace Seatkeeper.Dev.Browser;

/// <summary>A display that nobody sees (Xvfb), for windows in tests: none opens on the screen of whoever runs them.</summary>
public sealed class VirtualDisplay : IAsyncDisposable
{
    private const string Program = "Xvfb";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ServerProcess server;

    private VirtualDisplay(ServerProcess server, string name)
    {
        this.server = server;
        Name = name;
    }

    /// <summary>What <see cref="Display.Variable"/> has to say.</summary>
    public string Name { get; }

    public static bool CanStart => Executables.OnPath(Program) is not null;

    public static async Task<VirtualDisplay> StartAsync(CancellationToken cancellation)
    {
        // It looks for a free number itself, and tells it on its output.
        var started = await ServerProcess.StartAsync(new ServerStart(Program, Program, ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]));
        var number = await started.WaitForLineAsync(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out _), Limit, cancellation);
        return new VirtualDisplay(started, $":{number}");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
