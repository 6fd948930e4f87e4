using System.Text.Json;
using Azure.Storage.Blobs;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Running;

public sealed class MissedTimerTests(SharedHost shared)
{
    private const string Yearly = "0 0 0 1 1 *";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Makes_up_one_missed_run_and_forgets_what_an_older_schedule_missed()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Writes into the host's own records.");
        var storage = shared.Azurite.NewAccount();
        var records = new BlobContainerClient(storage, "azure-webjobs-hosts");
        await records.CreateIfNotExistsAsync(cancellationToken: Cancel);
        var missed = records.GetBlobClient("timers/samplehub/Host.Functions.ByMinute/status");
        var old = new DateTime(2020, 6, 1, 0, 0, 0, DateTimeKind.Local).ToUniversalTime();
        var newYear = new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Local).ToUniversalTime();
        await WriteAsync(missed, new { Last = default(DateTime), Next = newYear, LastUpdated = old });
        await WriteAsync(records.GetBlobClient("timers/samplehub/Host.Functions.Tick/status"), new { Last = default(DateTime), Next = old.AddDays(1), LastUpdated = old });

        await using var host = await SampleHost.StartAsync(
            new SampleSettings(storage) { Also = new Dictionary<string, string?>(StringComparer.Ordinal) { ["MinuteSchedule"] = Yearly, ["TickSchedule"] = Yearly } }, Cancel);
        var lines = await host.Caller.JournalAsync("ByMinute", 1, Cancel);
        Assert.Contains("\"IsPastDue\":true,\"HasStatus\":true", lines[0], StringComparison.Ordinal);
        await SampleCaller.UntilAsync(async () => (await ReadAsync(missed)).GetProperty("Next").GetDateTime() > DateTime.UtcNow, () => "the next run to be recorded", Cancel);
        Assert.True((await ReadAsync(missed)).GetProperty("Last").GetDateTime() > newYear);

        await host.RestartAsync(Cancel);
        await host.Caller.JournalAsync("AtStart", 2, Cancel);
        Assert.Single(await host.Caller.JournalAsync("ByMinute", 1, Cancel));
        Assert.DoesNotContain(await host.Caller.JournalAsync(Cancel), line => line.StartsWith("Tick", StringComparison.Ordinal));
    }

    private static Task WriteAsync(BlobClient blob, object status) => blob.UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true, Cancel);

    private static async Task<JsonElement> ReadAsync(BlobClient blob) => (await blob.DownloadContentAsync(Cancel)).Value.Content.ToObjectFromJson<JsonElement>();
}
