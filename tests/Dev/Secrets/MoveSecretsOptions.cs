using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Secrets;

/// <summary>What <c>dotnet dev.cs secrets move</c> was asked for.</summary>
/// <param name="To">The key vault.</param>
/// <param name="From">The folder of the local store; null for that of <c>serve</c>.</param>
/// <param name="Replace">Whether secrets go there too of which the vault holds another value, or which were deleted there.</param>
public sealed record MoveSecretsOptions(Uri To, string? From = null, bool Replace = false)
{
    private const string Remedy = "It takes --to URI, and may take --from FOLDER and --replace.";

    public static MoveSecretsOptions Parse(ReadOnlySpan<string> args)
    {
        Uri? to = null;
        string? from = null;
        var replace = false;
        for (var at = 0; at < args.Length; at++)
        {
            switch (args[at])
            {
                case "--to":
                    to = Vault(OptionValues.Next(args, ref at, Remedy));
                    break;
                case "--from":
                    from = OptionValues.Next(args, ref at, Remedy);
                    break;
                case "--replace":
                    replace = true;
                    break;
                default:
                    throw new StepFailedException($"secrets move has no option \"{args[at]}\".", Remedy);
            }
        }

        return new MoveSecretsOptions(to ?? throw new StepFailedException("Which vault?", Remedy), from, replace);
    }

    private static Uri Vault(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? address
            : throw new StepFailedException($"\"{text}\" is no address of a key vault.", "It looks like https://NAME.vault.azure.net.");
}
