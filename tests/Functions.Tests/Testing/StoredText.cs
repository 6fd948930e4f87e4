using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>Everything that an app stored outside the secret store, as text to look for secrets in.</summary>
internal static class StoredText
{
    /// <summary>Fails where one of these is in what an app stored or logged.</summary>
    public static async Task AssertHoldsNoneAsync(TestApp app, params string[] secrets)
    {
        var everywhere = app.Log.All + await ReadTablesAsync(app) + await ReadBlobsAsync(app);
        Assert.NotEmpty(everywhere);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, everywhere, StringComparison.Ordinal));
    }

    public static async Task<string> ReadTablesAsync(TestApp app)
    {
        var text = new StringBuilder();
        var service = app.Get<TableServiceClient>();
        await foreach (var table in service.QueryAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
                text.AppendLine(string.Join('|', row.Select(column => column.Value)));
        }

        return text.ToString();
    }

    public static async Task<string> ReadBlobsAsync(TestApp app)
    {
        var text = new StringBuilder();
        var service = app.Get<BlobServiceClient>();
        await foreach (var container in service.GetBlobContainersAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            var client = service.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: TestContext.Current.CancellationToken))
                text.AppendLine(Encoding.Latin1.GetString((await client.GetBlobClient(blob.Name).DownloadContentAsync(TestContext.Current.CancellationToken)).Value.Content));
        }

        return text.ToString();
    }
}
