using Seatkeeper.Dev.Setup;

namespace Seatkeeper.MoveSecrets;

/// <summary>The folder of the local store. Whoever names another is told so: of one without secrets it would be said that the vault has all of them, and that it can be deleted.</summary>
internal static class SecretsFolder
{
    /// <summary>Refuses a folder that is none of the local store's, and changes nothing in it.</summary>
    /// <exception cref="StepFailedException">It is not there, holds no secret, or lacks the keys that open them.</exception>
    public static void Require(string folder)
    {
        const string remedy = "Name the one that Secrets__LocalDirectory names, with --from.";
        if (!Directory.Exists(folder))
            throw new StepFailedException($"There is no folder {folder}.", remedy);
        if (!Directory.EnumerateFiles(folder, "*.secret").Any())
            throw new StepFailedException($"There is no secret in {folder}.", remedy);
        var keys = Path.Combine(folder, "keys");
        if (!Directory.Exists(keys) || !Directory.EnumerateFiles(keys, "*.xml").Any())
            throw new StepFailedException($"The keys that open the secrets of {folder} are not in its folder keys.", "Copy the whole folder, with the folder keys in it.");
    }
}
