using System.Net;
using Azure.Storage.Blobs;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Running;

/// <summary>Settings that change how functions are run, all in one host of its own.</summary>
public sealed class SwitchTests(SharedHost shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Honours_the_function_timeout_and_keeps_no_record_of_frequent_timers()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Starts hosts of its own.");
        var storage = shared.Azurite.NewAccount();
        await using var host = await SampleHost.StartAsync(
            new SampleSettings(storage)
            {
                Also = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    // Long enough for the first call of a worker that has just been replaced on a busy machine.
                    ["AzureFunctionsJobHost__functionTimeout"] = "00:00:15",
                    ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = "OtherHub",
                    ["TickSchedule"] = "* * * * * *",
                },
            },
            Cancel);
        var caller = host.Caller;
        // The hub's own container shows that the extension read its settings where the environment overrides them.
        Assert.True(await new BlobContainerClient(storage, "otherhub-applease").ExistsAsync(Cancel));
        var ticks = await caller.JournalAsync("Tick", 2, Cancel);
        Assert.All(ticks, tick => Assert.Contains("\"IsPastDue\":false,\"HasStatus\":false", tick, StringComparison.Ordinal));

        var worker = await caller.WorkerAsync(Cancel);
        // One that heeds its token may answer still, and its worker stays; one that does not is answered 500, and its worker is replaced.
        await caller.StatusAsync(HttpMethod.Get, "api/wait/timeout", Cancel);
        Assert.Contains("cancelled timeout", await caller.JournalAsync(Cancel));
        Assert.Equal(worker, await caller.WorkerAsync(Cancel));
        Assert.Equal(HttpStatusCode.InternalServerError, await caller.StatusAsync(HttpMethod.Get, "api/stubborn/timeout", Cancel));
        Assert.NotEqual(worker, await caller.WorkerAsync(Cancel));
    }
}
