using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Seatkeeper.Dev.Secrets;

namespace Seatkeeper.Benchmarks.Fuzzing;

/// <summary>Looks for secrets in everything that a run leaves outside its secret store, piece by piece, for it is much.</summary>
internal sealed class LeakSearch(SecretText secrets)
{
    private readonly List<string> found = [];

    /// <summary>The places where a secret lies, with its name.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string storage, string log, CancellationToken cancel)
    {
        await LookInLogAsync(log, cancel);
        await LookInTablesAsync(new TableServiceClient(storage), cancel);
        await LookInBlobsAsync(new BlobServiceClient(storage), cancel);
        return found;
    }

    private async Task LookInLogAsync(string file, CancellationToken cancel)
    {
        var number = 0;
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancel) is { } line)
            Look($"log line {++number}", secrets.FindIn(line));
        if (number == 0)
            throw new InvalidOperationException($"The log {file} is empty: nothing was looked at.");
    }

    private async Task LookInTablesAsync(TableServiceClient service, CancellationToken cancel)
    {
        await foreach (var table in service.QueryAsync(cancellationToken: cancel))
        {
            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: cancel))
            {
                foreach (var (column, value) in row)
                {
                    var place = $"table {table.Name}, {row.PartitionKey} / {row.RowKey}, {column}";
                    if (value is byte[] bytes)
                        Look(place, secrets.FindIn(bytes) ?? secrets.FindIn(Unpack(bytes)));
                    else if (value is string text)
                        Look(place, secrets.FindIn(text));
                }
            }
        }
    }

    private async Task LookInBlobsAsync(BlobServiceClient service, CancellationToken cancel)
    {
        await foreach (var container in service.GetBlobContainersAsync(cancellationToken: cancel))
        {
            var client = service.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: cancel))
            {
                var content = (await client.GetBlobClient(blob.Name).DownloadContentAsync(cancel)).Value.Content.ToArray();
                Look($"blob {container.Name}/{blob.Name}", secrets.FindIn(content) ?? secrets.FindIn(Unpack(content)));
            }
        }
    }

    private void Look(string place, string? secret)
    {
        if (secret is not null)
            found.Add($"{secret} is in {place}");
    }

    // Rows are deflated, blobs zipped; what is neither was searched as it is.
    private static byte[] Unpack(byte[] packed)
    {
        try
        {
            using var source = new MemoryStream(packed);
            using Stream unpacking = packed is [0x1F, 0x8B, ..] ? new GZipStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress);
            using var plain = new MemoryStream();
            unpacking.CopyTo(plain);
            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
