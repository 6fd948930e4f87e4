using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Backups;

/// <summary>
/// The app's own tables and blob containers, read as one line of text an entry. Stored browser sessions are left out: who has one is
/// signed in, and another is made by signing in again. What the durable engine keeps is its own, and no part of this.
/// </summary>
internal sealed class StoredData
{
    private readonly TableServiceClient tables;
    private readonly BlobServiceClient blobs;

    private StoredData(TableServiceClient tables, BlobServiceClient blobs, IReadOnlyList<BackupPart> parts)
    {
        this.tables = tables;
        this.blobs = blobs;
        Parts = parts;
    }

    /// <summary>Tables first, in the order of their names.</summary>
    public IReadOnlyList<BackupPart> Parts { get; }

    /// <summary>What an app has.</summary>
    public static StoredData Of(IServiceProvider app) => new(
        app.GetRequiredService<TableServiceClient>(),
        app.GetRequiredService<BlobServiceClient>(),
        [
            .. app.GetServices<StoredTable>().Select(table => new BackupPart(PartKind.Table, table.Name)).Distinct().OrderBy(part => part.Name, StringComparer.Ordinal),
            .. app.GetServices<StoredContainer>().Where(container => container.Name != SessionBlobs.Name).Select(container => new BackupPart(PartKind.Blobs, container.Name)).Distinct().OrderBy(part => part.Name, StringComparer.Ordinal),
        ]);

    /// <summary>Every entry of a part; none where it was never made.</summary>
    public IAsyncEnumerable<string> ReadAsync(BackupPart part, CancellationToken cancel) => part.Kind == PartKind.Table ? RowsAsync(part.Name, cancel) : BlobsAsync(part.Name, cancel);

    /// <summary>Whether a part has no entry.</summary>
    public async Task<bool> IsEmptyAsync(BackupPart part, CancellationToken cancel) => part.Kind == PartKind.Table
        ? !await TableExistsAsync(part.Name, cancel) || !await tables.GetTableClient(part.Name).QueryAsync<TableEntity>(maxPerPage: 1, select: ["PartitionKey"], cancellationToken: cancel).AnyAsync(cancel)
        : !await blobs.GetBlobContainerClient(part.Name).ExistsAsync(cancel) || !await blobs.GetBlobContainerClient(part.Name).GetBlobsAsync(cancellationToken: cancel).AnyAsync(cancel);

    /// <summary>Writes entries into a part, and makes it where it is missing. What is there already is never written over.</summary>
    public async Task WriteAsync(BackupPart part, IAsyncEnumerable<string> lines, CancellationToken cancel)
    {
        if (part.Kind == PartKind.Table)
        {
            await tables.CreateTableIfNotExistsAsync(part.Name, cancel);
            await new RowWriter(tables.GetTableClient(part.Name)).WriteAsync(lines, cancel);
            return;
        }

        var container = blobs.GetBlobContainerClient(part.Name);
        await container.CreateIfNotExistsAsync(cancellationToken: cancel);
        await foreach (var line in lines.WithCancellation(cancel))
        {
            var blob = BlobLine.Read(line);
            await container.GetBlobClient(blob.Name).UploadAsync(new BinaryData(blob.Content), blob.Options(), cancel);
        }
    }

    private async Task<bool> TableExistsAsync(string name, CancellationToken cancel) => await tables.QueryAsync(cancellationToken: cancel).AnyAsync(table => table.Name == name, cancel);

    private async IAsyncEnumerable<string> RowsAsync(string name, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!await TableExistsAsync(name, cancel))
            yield break;
        await foreach (var row in tables.GetTableClient(name).QueryAsync<TableEntity>(cancellationToken: cancel))
            yield return RowLine.Write(row);
    }

    private async IAsyncEnumerable<string> BlobsAsync(string name, [EnumeratorCancellation] CancellationToken cancel)
    {
        var container = blobs.GetBlobContainerClient(name);
        if (!await container.ExistsAsync(cancel))
            yield break;
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix: null, cancel))
        {
            var content = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancel);
            yield return JsonSerializer.Serialize(new BlobLine(
                blob.Name, blob.Properties.ContentType, new SortedDictionary<string, string>(blob.Metadata, StringComparer.Ordinal), content.Value.Content.ToArray()));
        }
    }
}

/// <summary>A table or a container of blobs.</summary>
internal sealed record BackupPart(PartKind Kind, string Name);

internal enum PartKind
{
    Table,
    Blobs,
}

/// <summary>One blob.</summary>
internal sealed record BlobLine(string Name, string? ContentType, SortedDictionary<string, string> Metadata, byte[] Content)
{
    /// <summary>The blob of a line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BlobLine Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<BlobLine>(line) is { Name.Length: > 0, Content: not null } blob ? blob : throw new FormatException("A line is no blob.");
        }
        catch (JsonException e)
        {
            throw new FormatException("A line is no blob.", e);
        }
    }

    /// <summary>How it is stored, where nobody else is.</summary>
    public BlobUploadOptions Options() => new()
    {
        Conditions = new BlobRequestConditions { IfNoneMatch = Azure.ETag.All },
        HttpHeaders = new BlobHttpHeaders { ContentType = ContentType },
        Metadata = Metadata,
    };
}
