using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Automation;

public sealed class WorkspaceLeaseTests(AzuriteServer azurite)
{
    private static readonly TimeSpan duration = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_ten_who_ask_one_gets_it_and_the_next_one_has_a_higher_token()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var leases = app.Get<LeasesTable>();
        var key = new LeaseKey("ahrefs", "w/1 #?");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => leases.AcquireAsync(key, $"{number}", duration, Cancel)));

        var winner = Assert.Single(answers.Select(answer => answer.Lease).OfType<Lease>());
        Assert.True(await leases.IsHeldAsync(winner, Cancel));
        await leases.ReleaseAsync(winner, Cancel);
        var next = (await leases.AcquireAsync(key, "next", duration, Cancel)).Lease;
        Assert.True(next?.Token > winner.Token);
        Assert.Null(await leases.RenewAsync(winner, duration, Cancel));
        Assert.False(await leases.IsHeldAsync(winner, Cancel));
    }

    [Fact]
    public async Task Whoever_lost_the_workspace_may_not_write()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var leases = new LeasesTable(app.Get<TableServiceClient>(), clock);
        var key = new LeaseKey("ahrefs", "paused");
        var (taken, _) = await WorkspaceLease.TryTakeAsync(leases, key, "paused", new LeaseTimes(duration, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(clock.GetUtcNow())), Cancel);
        await using var paused = taken ?? throw new InvalidOperationException("Not free.");
        await paused.CheckAsync(Cancel);

        // The holder's own clock stands still, like the process; the others' goes on.
        clock.Advance(duration + TimeSpan.FromSeconds(1));
        var other = (await leases.AcquireAsync(key, "other", duration, Cancel)).Lease;

        Assert.NotNull(other);
        var refused = await Assert.ThrowsAsync<AppFailureException>(() => paused.CheckAsync(Cancel));
        Assert.Equal(FailureKind.LeaseLost, refused.Failure.Kind);
        await paused.DisposeAsync();
        Assert.True(await leases.IsHeldAsync(other, Cancel));
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("hung")]
    [InlineData("cut")]
    public async Task Where_storage_is_away_the_workspace_counts_as_lost_and_what_came_of_the_work_stays(string how)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite);
        var storage = new Away();
        var options = new TableClientOptions();
        options.AddPolicy(storage, HttpPipelinePosition.PerCall);
        var leases = new LeasesTable(new TableServiceClient(app.Get<IOptions<StorageOptions>>().Value.ConnectionString, options), clock);
        var lease = await TakeAsync(leases, clock, "renewed");
        var unlucky = await TakeAsync(leases, clock, "given back");
        var lost = new TaskCompletionSource();
        await using var told = lease.Lost.Register(lost.SetResult);

        // As the client tells it once its own tries are used up.
        storage.Trouble = how switch
        {
            "refused" => new AggregateException(new RequestFailedException("refused"), new RequestFailedException("refused")),
            "hung" => new TaskCanceledException("It exceeded the configured timeout."),
            _ => new AggregateException(new IOException("cut"), new IOException("cut")),
        };
        await unlucky.DisposeAsync();
        clock.Advance(duration / 4);

        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(FailureKind.LeaseLost, (await Assert.ThrowsAsync<AppFailureException>(() => lease.CheckAsync(Cancel))).Failure.Kind);
        await lease.DisposeAsync();
    }

    private static async Task<WorkspaceLease> TakeAsync(LeasesTable leases, TimeProvider clock, string workspace) =>
        (await WorkspaceLease.TryTakeAsync(leases, new LeaseKey("ahrefs", workspace), "holder", new LeaseTimes(duration, clock), Cancel)).Lease ?? throw new InvalidOperationException("Not free.");

    private sealed class Away : HttpPipelinePolicy
    {
        public Exception? Trouble { get; set; }

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            Trouble is { } trouble ? throw trouble : ProcessNextAsync(message, pipeline);

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
    }
}
