using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Seatkeeper.EndToEnd.Tests.Secrets;

/// <summary>Everything that a run leaves behind outside its secret store, one piece after the other.</summary>
internal sealed class Haystack(string storage)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<List<(string Place, byte[] Bytes)>> CollectAsync(params string[] paths)
    {
        var pieces = new List<(string, byte[])>();
        await AddTablesAsync(pieces);
        await AddBlobsAsync(pieces);
        await AddQueuesAsync(pieces);
        foreach (var file in paths.SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [path]))
            pieces.Add((file, await ReadAsync(file)));
        return pieces;
    }

    private async Task AddTablesAsync(List<(string, byte[])> pieces)
    {
        var service = new TableServiceClient(storage);
        await foreach (var table in service.QueryAsync(cancellationToken: Cancellation))
            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Cancellation))
                foreach (var (column, value) in row)
                    pieces.Add(($"table {table.Name}, {row.PartitionKey} / {row.RowKey}, {column}", value as byte[] ?? Encoding.UTF8.GetBytes($"{value}")));
    }

    private async Task AddBlobsAsync(List<(string, byte[])> pieces)
    {
        var service = new BlobServiceClient(storage);
        await foreach (var container in service.GetBlobContainersAsync(cancellationToken: Cancellation))
        {
            var client = service.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: Cancellation))
            {
                var content = (await client.GetBlobClient(blob.Name).DownloadContentAsync(Cancellation)).Value.Content.ToArray();
                pieces.Add(($"blob {container.Name}/{blob.Name}", content));
                if (content is [0x1F, 0x8B, ..])
                    pieces.Add(($"blob {container.Name}/{blob.Name}, unpacked", Unpack(content)));
            }
        }
    }

    private async Task AddQueuesAsync(List<(string, byte[])> pieces)
    {
        var service = new QueueServiceClient(storage);
        await foreach (var queue in service.GetQueuesAsync(cancellationToken: Cancellation))
            foreach (var message in (await service.GetQueueClient(queue.Name).PeekMessagesAsync(maxMessages: 32, Cancellation)).Value)
                pieces.Add(($"queue {queue.Name}", message.Body.ToArray()));
    }

    // Other tests' storage may still write, or be deleted, while its files are read.
    private static async Task<byte[]> ReadAsync(string file)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Cancellation);
            return copy.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
