using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Probing;

/// <summary>What <c>dotnet dev.cs probe</c> was asked for.</summary>
/// <param name="Hub">The hub whose account looks at the pages.</param>
/// <param name="OpenDialogs">Open menus and dialogs too, and leave them again.</param>
/// <param name="Word">What the caller confirmed, so that the map is verified; null where they only look.</param>
/// <param name="App">Where the app is; null for the one that <c>run</c> or <c>serve</c> started last on this machine.</param>
/// <param name="KeyFile">A file with the caller's API key; null for the Owner's of this machine.</param>
public sealed record ProbeOptions(string Hub, bool OpenDialogs = false, string? Word = null, Uri? App = null, string? KeyFile = null)
{
    private const string Remedy = "It takes --hub ID, and may take --open-dialogs, --verify WORD, --app ADDRESS and --key-file FILE.";

    public static ProbeOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new ProbeOptions("");
        for (var at = 0; at < args.Length; at++)
        {
            options = args[at] switch
            {
                "--open-dialogs" => options with { OpenDialogs = true },
                "--hub" => options with { Hub = Value(args, ref at) },
                "--verify" => options with { Word = Value(args, ref at) },
                "--key-file" => options with { KeyFile = Value(args, ref at) },
                "--app" => options with { App = Address(Value(args, ref at)) },
                _ => throw new StepFailedException($"probe has no option \"{args[at]}\".", Remedy),
            };
        }

        return options.Hub.Length > 0 ? options : throw new StepFailedException("Which hub?", Remedy);
    }

    private static string Value(ReadOnlySpan<string> args, ref int at) =>
        ++at < args.Length && !args[at].StartsWith("--", StringComparison.Ordinal) ? args[at] : throw new StepFailedException($"{args[at - 1]} needs a value.", Remedy);

    // The key goes there with every call: nowhere in the clear but to this machine.
    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new StepFailedException($"\"{text}\" is no address of the app.", "Name one with https, or with http on this machine.");
}
