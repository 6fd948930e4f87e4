using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Backups;

/// <summary>The files of a backup: one a part, the manifest, and the manifest's digest. They hold people's names and addresses, and so only their user may read them.</summary>
internal sealed class BackupFolder(string path)
{
    private const string ManifestName = "manifest.json";
    private const string DigestName = "manifest.sha256";

    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes the folder.</summary>
    /// <exception cref="StepFailedException">Something is in it.</exception>
    public void Begin()
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new StepFailedException($"{path} is not empty.", "Name a folder that is not there yet: a backup never writes over another.");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Saves a part.</summary>
    public async Task<SavedPart> SaveAsync(BackupPart part, IAsyncEnumerable<string> entries, CancellationToken cancel)
    {
        var name = $"{part.Name}.{(part.Kind == PartKind.Table ? "rows" : "blobs")}.jsonl";
        var digest = new ContentDigest();
        await using (var file = New(name))
        await using (var writer = new StreamWriter(file, utf8) { NewLine = "\n" })
        {
            await foreach (var line in entries.WithCancellation(cancel))
            {
                digest.Add(line);
                await writer.WriteLineAsync(line.AsMemory(), cancel);
            }
        }

        return new SavedPart(part.Kind, part.Name, digest.Entries, name, await DigestOfAsync(name, cancel), digest.Value());
    }

    /// <summary>Seals the backup.</summary>
    public async Task SealAsync(Manifest manifest, CancellationToken cancel)
    {
        await WriteAsync(ManifestName, manifest.Write(), cancel);
        await WriteAsync(DigestName, await DigestOfAsync(ManifestName, cancel), cancel);
    }

    /// <summary>The manifest, once everything that it names is found to be as it was saved.</summary>
    /// <exception cref="StepFailedException">Something is missing or damaged.</exception>
    public async Task<Manifest> OpenAsync(CancellationToken cancel)
    {
        if (!File.Exists(In(ManifestName)) || !File.Exists(In(DigestName)))
            throw new StepFailedException($"{path} holds no backup that was finished.", "Name the folder of a backup; one that was cut short has no manifest.");
        if ((await File.ReadAllTextAsync(In(DigestName), cancel)).Trim() != await DigestOfAsync(ManifestName, cancel))
            throw Damaged(ManifestName);
        var manifest = Manifest.Read(await File.ReadAllTextAsync(In(ManifestName), cancel));
        foreach (var part in manifest.Parts)
            await CheckAsync(part, cancel);
        return manifest;
    }

    /// <summary>The entries of a part.</summary>
    public async IAsyncEnumerable<string> ReadAsync(SavedPart part, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var line in File.ReadLinesAsync(In(part.File), utf8, cancel))
            yield return line;
    }

    private async Task CheckAsync(SavedPart part, CancellationToken cancel)
    {
        if (!File.Exists(In(part.File)) || await DigestOfAsync(part.File, cancel) != part.Sha256)
            throw Damaged(part.File);
        try
        {
            var digest = new ContentDigest();
            await foreach (var line in ReadAsync(part, cancel))
            {
                _ = part.Kind == PartKind.Table ? (object)RowLine.Read(line) : BlobLine.Read(line);
                digest.Add(line);
            }

            if (digest.Entries != part.Entries || digest.Value() != part.Content)
                throw Damaged(part.File);
        }
        catch (FormatException)
        {
            throw Damaged(part.File);
        }
    }

    private static StepFailedException Damaged(string file) => new($"{file} is missing, or is not what was saved. Nothing was written.", "Take another copy of the backup.");

    // A name is never a path: what a manifest says leads nowhere else.
    private string In(string file) => Path.Combine(path, Path.GetFileName(file));

    private async Task WriteAsync(string name, string text, CancellationToken cancel)
    {
        await using var file = New(name);
        await file.WriteAsync(utf8.GetBytes(text), cancel);
    }

    private FileStream New(string name)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(In(name), options);
    }

    private async Task<string> DigestOfAsync(string name, CancellationToken cancel)
    {
        await using var file = File.OpenRead(In(name));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }
}
