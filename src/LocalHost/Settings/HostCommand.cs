using System.Globalization;
using System.Net;

namespace LocalHost.Settings;

/// <summary>What the command line asked for.</summary>
/// <param name="AppDirectory">The app's build output.</param>
/// <param name="Bind">Where HTTP is served; loopback unless told otherwise.</param>
/// <param name="Port">The HTTP port; 0 picks a free one, null leaves it to local.settings.json.</param>
/// <param name="RpcPort">The port of the worker protocol, always on loopback; 0 picks a free one.</param>
/// <param name="KeyFile">Where generated keys are kept.</param>
/// <param name="Grace">How long running functions may take to end once this host is asked to stop.</param>
internal sealed record HostCommand(string AppDirectory, IPAddress Bind, int? Port, int RpcPort, string KeyFile, TimeSpan Grace)
{
    public const string Usage = """
        LocalHost: runs an Azure Functions app (.NET isolated worker) without Core Tools.

          dotnet LocalHost.dll --app FOLDER [options]

          --app FOLDER      the app's build output (holds host.json and worker.config.json)
          --port N          HTTP port; 0 picks a free one (default: Host.LocalHttpPort of local.settings.json, or 7071)
          --rpc-port N      port of the worker protocol; 0, the default, picks a free one
          --bind ADDRESS    address of the HTTP port (default 127.0.0.1)
          --keys FILE       where generated keys are kept (default FOLDER/.localhost/keys.json)
          --grace SECONDS   time for running functions to end at a stop (default 10)

        When it serves it prints one JSON line on standard output: {"listening":"http://127.0.0.1:7071"}
        Logs go to standard error. Exit code 2: it refused to start, and says why.
        """;

    private static readonly string[] Known = ["app", "port", "rpc-port", "bind", "keys", "grace"];

    public static HostCommand Parse(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!Known.Contains(name, StringComparer.Ordinal))
                throw new RefusalException($"Unknown option '{args[i]}'. Try --help.");
            given[name] = i + 1 < args.Count ? args[i + 1] : throw new RefusalException($"Option --{name} needs a value.");
        }

        var directory = Path.GetFullPath(given.GetValueOrDefault("app", "."));
        if (!Directory.Exists(directory))
            throw new RefusalException($"There is no folder {directory} (option --app).");
        return new HostCommand(
            directory,
            Address(given.GetValueOrDefault("bind", "127.0.0.1")),
            given.TryGetValue("port", out var port) ? Number("port", port, 65535) : null,
            Number("rpc-port", given.GetValueOrDefault("rpc-port", "0"), 65535),
            Path.GetFullPath(given.GetValueOrDefault("keys", Path.Combine(directory, ".localhost", "keys.json"))),
            TimeSpan.FromSeconds(Number("grace", given.GetValueOrDefault("grace", "10"), 3600)));
    }

    private static IPAddress Address(string text) =>
        text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new RefusalException($"Option --bind: '{text}' is not an IP address.");

    private static int Number(string option, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new RefusalException($"Option --{option}: '{text}' is not a number from 0 to {most}.");
}
