using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Backups;

/// <summary>What a backup holds. It is written last, so a folder without one is no backup.</summary>
/// <param name="Format">What this is.</param>
/// <param name="Version">Of the format.</param>
/// <param name="MadeAt">When.</param>
/// <param name="Parts">Its tables and containers.</param>
internal sealed record Manifest(string Format, int Version, DateTimeOffset MadeAt, IReadOnlyList<SavedPart> Parts)
{
    public const string FormatName = "seatkeeper-backup";
    public const int Newest = 1;

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public string Write() => JsonSerializer.Serialize(this, json);

    /// <exception cref="StepFailedException">It is none, or of a version that is not known here.</exception>
    public static Manifest Read(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<Manifest>(text, json) is { Format: FormatName, Parts: not null } manifest)
                return manifest.Version is >= 1 and <= Newest ? manifest : throw new StepFailedException($"The backup has version {manifest.Version}; only {Newest} is known here.", "Restore it with the release that made it, or a newer one.");
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new StepFailedException("The manifest is no manifest of a backup.", "Take another backup.");
    }
}

/// <summary>One part in a backup.</summary>
/// <param name="Kind">Table or container.</param>
/// <param name="Name">Its name.</param>
/// <param name="Entries">How many rows or blobs.</param>
/// <param name="File">The file's name in the folder.</param>
/// <param name="Sha256">The file's digest.</param>
/// <param name="Content">The digest of its entries in whatever order.</param>
internal sealed record SavedPart(PartKind Kind, string Name, int Entries, string File, string Sha256, string Content)
{
    [JsonIgnore]
    public BackupPart Part => new(Kind, Name);
}

/// <summary>Counts entries and takes their digest, in whatever order they come.</summary>
internal sealed class ContentDigest
{
    private readonly List<string> lines = [];

    public int Entries => lines.Count;

    public void Add(string line) => lines.Add(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line))));

    public string Value()
    {
        lines.Sort(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(lines))));
    }

    /// <summary>The digest of all that comes.</summary>
    public static async Task<string> OfAsync(IAsyncEnumerable<string> entries, CancellationToken cancel)
    {
        var digest = new ContentDigest();
        await foreach (var line in entries.WithCancellation(cancel))
            digest.Add(line);
        return digest.Value();
    }
}
