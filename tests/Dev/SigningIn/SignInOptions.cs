using System.Globalization;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.SigningIn;

/// <summary>What <c>dotnet dev.cs signin</c> was asked for.</summary>
/// <param name="Hub">The hub whose automation account a person signs in.</param>
/// <param name="Workspace">Where the hub has no workspace yet and the account sees several: the wanted one's exact name.</param>
/// <param name="App">Where the app is; null for the one that <c>run</c> or <c>serve</c> started last on this machine.</param>
/// <param name="KeyFile">A file with the caller's API key; null for the Owner's of this machine.</param>
/// <param name="PageMap">The page map that the app goes by, where it is not the product's own.</param>
public sealed record SignInOptions(string Hub, string? Workspace = null, Uri? App = null, string? KeyFile = null, string? PageMap = null)
{
    private const int MostMinutes = 120;
    private const string Remedy = "It takes --hub ID, and may take --workspace NAME, --minutes N, --page-map FILE, --app ADDRESS and --key-file FILE.";

    /// <summary>How long the window waits for the person.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(15);

    public static SignInOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new SignInOptions("");
        for (var at = 0; at < args.Length; at++)
        {
            options = args[at] switch
            {
                "--hub" => options with { Hub = OptionValues.Next(args, ref at, Remedy) },
                "--workspace" => options with { Workspace = OptionValues.Next(args, ref at, Remedy) },
                "--minutes" => options with { Within = Minutes(OptionValues.Next(args, ref at, Remedy)) },
                "--page-map" => options with { PageMap = OptionValues.Next(args, ref at, Remedy) },
                "--key-file" => options with { KeyFile = OptionValues.Next(args, ref at, Remedy) },
                "--app" => options with { App = OptionValues.Address(OptionValues.Next(args, ref at, Remedy)) },
                _ => throw new StepFailedException($"signin has no option \"{args[at]}\".", Remedy),
            };
        }

        return options.Hub.Length > 0 ? options : throw new StepFailedException("Which hub?", Remedy);
    }

    private static TimeSpan Minutes(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= MostMinutes
            ? TimeSpan.FromMinutes(minutes)
            : throw new StepFailedException($"--minutes takes 1 to {MostMinutes}.", Remedy);
}
