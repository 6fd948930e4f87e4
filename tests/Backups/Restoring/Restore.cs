using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Backups.Restoring;

/// <summary>Writes a backup into an account that has nothing yet. The whole backup is looked at first, and everything is read back at the end.</summary>
internal sealed class Restore(StoredData data, BackupFolder folder, RestoredOwner owner, Action<string> tell)
{
    /// <exception cref="StepFailedException">The backup is damaged, its Owner could not call, or the target is not empty: nothing was written. Or what was written reads otherwise.</exception>
    public async Task<Manifest> RunAsync(CancellationToken cancel)
    {
        var manifest = await folder.OpenAsync(cancel);
        if (manifest.Parts.FirstOrDefault(part => !data.Parts.Contains(part.Part)) is { } unknown)
            throw new StepFailedException($"This release has no {unknown.Name}. Nothing was written.", "Restore with the release that made the backup, or a newer one.");
        foreach (var people in manifest.Parts.Where(part => part.Part == new BackupPart(PartKind.Table, WorkspaceUsersTable.Name)))
            await owner.CheckAsync(folder.ReadAsync(people, cancel), cancel);
        foreach (var part in data.Parts)
        {
            if (!await data.IsEmptyAsync(part, cancel))
                throw new StepFailedException($"{part.Name} is not empty. Nothing was written.", "Restore into an account that no app has written to: stop the app, and delete its tables, containers and queues (docs/operations.md, A restore).");
        }

        await HalfwayAsync(tell, () => WriteAsync(manifest, cancel));
        return manifest;
    }

    /// <summary>Does what leaves an account half restored where it ends early, and tells so then, whatever ended it.</summary>
    internal static async Task HalfwayAsync(Action<string> tell, Func<Task> work)
    {
        var isDone = false;
        try
        {
            await work();
            isDone = true;
        }
        finally
        {
            if (!isDone)
                tell("Start no app on this account: the restore did not come to its end. Delete its tables and containers, and run again.");
        }
    }

    private async Task WriteAsync(Manifest manifest, CancellationToken cancel)
    {
        foreach (var part in manifest.Parts)
        {
            await data.WriteAsync(part.Part, folder.ReadAsync(part, cancel), cancel);
            if (await ContentDigest.OfAsync(data.ReadAsync(part.Part, cancel), cancel) != part.Content)
                throw new StepFailedException($"{part.Name} reads otherwise than it was written.", "Delete the account's tables and containers, and run again.");
            tell($"  {part.Name}: {part.Entries}");
        }
    }
}
