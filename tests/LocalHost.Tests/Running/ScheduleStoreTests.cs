using LocalHost.Settings;
using LocalHost.Tests.Hosting;
using LocalHost.Timers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Seatkeeper.Dev.Processes;

namespace LocalHost.Tests.Running;

public sealed class ScheduleStoreTests(SharedHost shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waits_for_a_storage_that_is_away_when_a_timers_status_is_first_read()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Needs no host.");
        var storage = shared.Azurite.NewAccount();
        var blob = new Uri(storage.Split(';').Single(part => part.StartsWith("BlobEndpoint=", StringComparison.Ordinal))["BlobEndpoint=".Length..]);
        var kept = new ScheduleStatus(DateTime.UnixEpoch, DateTime.UnixEpoch.AddDays(1), DateTime.UnixEpoch);
        await new ScheduleStore(App(storage), TimeProvider.System, new Heard()).WriteAsync("Tick", kept, Cancel);
        var port = FreePorts.Next();
        await using var relay = new StorageRelay(port, blob);
        var heard = new Heard();
        var store = new ScheduleStore(App(storage.Replace($"BlobEndpoint=http://127.0.0.1:{blob.Port}", $"BlobEndpoint=http://127.0.0.1:{port}", StringComparison.Ordinal)), TimeProvider.System, heard);

        var reading = store.ReadAsync("Tick", Cancel);
        await Task.WhenAny(reading, heard.First);
        Assert.False(reading.IsCompleted);
        relay.Open();

        Assert.Equal(kept.Next, (await reading)?.Next.ToUniversalTime());
    }

    private static HostedApp App(string storage) => new()
    {
        Directory = "",
        Assembly = "sample.dll",
        Port = 0,
        Configuration = new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", storage)]).Build(),
        LocalValues = new Dictionary<string, string>(StringComparer.Ordinal),
        FunctionTimeout = TimeSpan.FromMinutes(1),
    };

    private sealed class Heard : ILogger<ScheduleStore>
    {
        private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task First => first.Task;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => first.TrySetResult();
    }
}
