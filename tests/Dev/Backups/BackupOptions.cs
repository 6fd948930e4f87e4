using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Backups;

/// <summary>What <c>dotnet dev.cs backup</c> or <c>restore</c> was asked for.</summary>
/// <param name="IsRestore">It is a restore.</param>
/// <param name="Folder">The backup's folder.</param>
/// <param name="Data">The data set of this machine, where no storage is set.</param>
/// <param name="KeepKeys">A restore leaves API keys and SCIM tokens as good as they were.</param>
/// <param name="Owner">Who the workspace's Owner is in the tenant, by their object id in lower case, where a restore is to tie them to it.</param>
public sealed record BackupOptions(bool IsRestore, string Folder, string Data = "real", bool KeepKeys = false, string? Owner = null)
{
    private static readonly string[] Sets = ["real", "small", "medium", "large"];

    public static BackupOptions Parse(ReadOnlySpan<string> args)
    {
        var isRestore = args is ["restore", ..];
        if (args is not ["backup" or "restore", ..])
            throw new StepFailedException("backup or restore?", "Say which.");
        var place = isRestore ? "--from" : "--to";
        var remedy = $"It takes {place} FOLDER, and may take --data SET ({string.Join(", ", Sets)}){(isRestore ? ", --keep-keys and --owner OBJECT-ID" : "")}.";
        string? folder = null;
        var data = "real";
        var keepKeys = false;
        string? owner = null;
        for (var at = 1; at < args.Length; at++)
        {
            if (args[at] == place)
                folder = Path.GetFullPath(OptionValues.Next(args, ref at, remedy));
            else if (isRestore && args[at] == "--keep-keys")
                keepKeys = true;
            else if (isRestore && args[at] == "--owner")
                owner = ObjectIdOf(OptionValues.Next(args, ref at, remedy), remedy);
            else if (args[at] == "--data")
                data = OptionValues.Next(args, ref at, remedy);
            else
                throw new StepFailedException($"{args[0]} has no option \"{args[at]}\".", remedy);
        }

        if (!Sets.Contains(data))
            throw new StepFailedException($"There is no data set \"{data}\".", remedy);
        return new BackupOptions(isRestore, folder ?? throw new StepFailedException("Which folder?", remedy), data, keepKeys, owner);
    }

    private static string ObjectIdOf(string text, string remedy) =>
        Guid.TryParseExact(text, "D", out var id) ? id.ToString("D") : throw new StepFailedException($"\"{text}\" is no object id: a GUID, as the tenant has it.", remedy);
}
