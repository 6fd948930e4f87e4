using LocalHost.Tests.Hosting;
using Seatkeeper.Dev.Processes;

namespace LocalHost.Tests.Starting;

public sealed class StorageWaitTests(SharedHost shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waits_for_a_storage_that_comes_late_and_says_so()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Starts hosts of its own.");
        var storage = shared.Azurite.NewAccount();
        var blob = new Uri(storage.Split(';').Single(part => part.StartsWith("BlobEndpoint=", StringComparison.Ordinal))["BlobEndpoint=".Length..]);
        var port = FreePorts.Next();
        await using var relay = new StorageRelay(port, blob);
        await using var host = await SampleHost.LaunchAsync(
            new SampleSettings(storage.Replace($"BlobEndpoint=http://127.0.0.1:{blob.Port}", $"BlobEndpoint=http://127.0.0.1:{port}", StringComparison.Ordinal)));

        var told = await host.Process.WaitForLineAsync(line => line.Contains("does not answer", StringComparison.Ordinal), TimeSpan.FromSeconds(60), Cancel);
        Assert.Contains($"127.0.0.1:{port} (setting AzureWebJobsStorage)", told, StringComparison.Ordinal);
        relay.Open();
        await host.WaitUntilServingAsync(Cancel);
        Assert.NotEqual(0, await host.Caller.WorkerAsync(Cancel));
    }
}
