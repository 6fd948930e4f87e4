using System.Globalization;
using System.Net;

namespace Seatkeeper.SimulatorParts;

/// <summary>How a simulator's command line is read: options with a value each, and no address but 127.0.0.1.</summary>
public static class CommandLine
{
    /// <exception cref="FormatException">An option has no value, or is refused by <paramref name="apply"/>.</exception>
    public static TSettings Parse<TSettings>(IReadOnlyList<string> args, TSettings settings, Func<TSettings, string, string, TSettings> apply)
    {
        for (var i = 0; i < args.Count; i += 2)
        {
            if (i + 1 == args.Count) throw new FormatException($"The option {args[i]} needs a value.");
            settings = apply(settings, args[i], args[i + 1]);
        }

        return settings;
    }

    public static int Number(string value) => int.Parse(value, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The address is no http address of 127.0.0.1.</exception>
    public static int LoopbackPort(string urls)
    {
        if (Uri.TryCreate(urls, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.Host == IPAddress.Loopback.ToString())
            return url.Port;
        throw new FormatException($"The simulator listens on http://127.0.0.1 only, not on {urls}.");
    }
}
