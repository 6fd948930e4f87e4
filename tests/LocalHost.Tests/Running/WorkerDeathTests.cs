using System.Diagnostics;
using System.Net;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Running;

public sealed class WorkerDeathTests(SharedHost shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Guards, among others, that the extension knows WorkerProcessExitException by its name and tries the episode again.</summary>
    [Fact]
    public async Task Starts_another_worker_and_what_was_in_flight_is_answered_502_or_tried_again()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Kills processes.");
        await using var host = await SampleHost.StartAsync(new SampleSettings(shared.Azurite.NewAccount()), Cancel);
        var first = await host.Caller.WorkerAsync(Cancel);
        var waiting = host.Caller.StatusAsync(HttpMethod.Get, "api/wait/http", Cancel);
        await host.Caller.StartFlowAsync("HeldEpisodeFlow", "episode", Cancel, "held-episode");
        await host.Caller.StartFlowAsync("HeldFlow", "activity", Cancel, "held-activity");
        await host.Caller.JournalAsync("waiting http", 1, Cancel);
        await host.Caller.JournalAsync("episode held-episode", 1, Cancel);
        await host.Caller.JournalAsync("held held-activity", 1, Cancel);

        using (var worker = Process.GetProcessById(first))
            worker.Kill();

        Assert.Equal(HttpStatusCode.BadGateway, await waiting);
        Assert.NotEqual(first, await host.Caller.WorkerAsync(Cancel));
        Assert.Equal("\"noted held-episode\"", (await host.Caller.FlowAsync("episode", Cancel)).GetProperty("output").GetString());
        var second = (await host.Caller.JournalAsync("held held-activity", 2, Cancel))[1];
        Assert.NotEqual($"held held-activity in {first}", second);
        await host.Caller.StartFlowAsync("EchoFlow", "release", Cancel, "release held-activity");
        await host.Caller.FlowAsync("activity", Cancel);
    }
}
