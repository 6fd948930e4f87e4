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
                "--hub" => options with { Hub = OptionValues.Next(args, ref at, Remedy) },
                "--verify" => options with { Word = OptionValues.Next(args, ref at, Remedy) },
                "--key-file" => options with { KeyFile = OptionValues.Next(args, ref at, Remedy) },
                "--app" => options with { App = OptionValues.Address(OptionValues.Next(args, ref at, Remedy)) },
                _ => throw new StepFailedException($"probe has no option \"{args[at]}\".", Remedy),
            };
        }

        return options.Hub.Length > 0 ? options : throw new StepFailedException("Which hub?", Remedy);
    }
}
