using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Backups;

/// <summary>
/// Saves everything, and reads it a second time: where the two differ the app was writing, and no half of a change becomes a backup.
/// </summary>
internal sealed class Backup(StoredData data, BackupFolder folder, TimeProvider clock, Action<string> tell)
{
    /// <exception cref="StepFailedException">Something changed meanwhile, or the folder is not empty.</exception>
    public async Task<Manifest> RunAsync(CancellationToken cancel)
    {
        folder.Begin();
        var madeAt = clock.GetUtcNow();
        var saved = new List<SavedPart>();
        foreach (var part in data.Parts)
        {
            saved.Add(await folder.SaveAsync(part, data.ReadAsync(part, cancel), cancel));
            tell($"  {part.Name}: {saved[^1].Entries}");
        }

        foreach (var part in saved)
        {
            if (await ContentDigest.OfAsync(data.ReadAsync(part.Part, cancel), cancel) != part.Content)
                throw new StepFailedException($"{part.Name} changed while it was read. This is no backup.", "Stop every instance of the app, delete the folder, and run again.");
        }

        var manifest = new Manifest(Manifest.FormatName, Manifest.Newest, madeAt, saved);
        await folder.SealAsync(manifest, cancel);
        return manifest;
    }
}
