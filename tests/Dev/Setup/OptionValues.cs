namespace Seatkeeper.Dev.Setup;

/// <summary>The values of a command's options.</summary>
internal static class OptionValues
{
    /// <summary>The value that follows the option at <paramref name="at"/>, which moves on to it.</summary>
    public static string Next(ReadOnlySpan<string> args, ref int at, string remedy) =>
        ++at < args.Length && !args[at].StartsWith("--", StringComparison.Ordinal) ? args[at] : throw new StepFailedException($"{args[at - 1]} needs a value.", remedy);

    /// <summary>The app's address. The key goes there with every call: nowhere in the clear but to this machine.</summary>
    public static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new StepFailedException($"\"{text}\" is no address of the app.", "Name one with https, or with http on this machine.");
}
