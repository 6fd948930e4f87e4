using System.Diagnostics;
using System.Net;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Running;

public sealed class StopTests(SharedHost shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancels_what_runs_cuts_off_what_does_not_heed_and_leaves_nothing_behind()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Stops hosts of its own.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        await using var host = await SampleHost.StartAsync(new SampleSettings(shared.Azurite.NewAccount()) { Options = ["--grace", "1"] }, Cancel);
        using var worker = Process.GetProcessById(await host.Caller.WorkerAsync(Cancel));
        var heeding = host.Caller.Http.GetAsync("api/wait/heeds", Cancel);
        var stubborn = host.Caller.StatusAsync(HttpMethod.Get, "api/stubborn/one", Cancel);
        await host.Caller.StartFlowAsync("HeldFlow", "activity", Cancel, "topic");
        await host.Caller.JournalAsync("waiting heeds", 1, Cancel);
        await host.Caller.JournalAsync("stubborn one", 1, Cancel);
        await host.Caller.JournalAsync("held topic", 1, Cancel);

        await host.Process.StopAsync();

        Assert.Contains(host.Process.Output.Lines, line => line.Contains("LocalHost.HostRun", StringComparison.Ordinal) && line.EndsWith("Stopped", StringComparison.Ordinal));
        Assert.True(worker.HasExited || worker.WaitForExit(0));
        using (var answer = await heeding)
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.BadGateway, await stubborn);

        await host.RestartAsync(Cancel);
        Assert.Contains("cancelled heeds", await host.Caller.JournalAsync(Cancel));
        await host.Caller.StartFlowAsync("EchoFlow", "release", Cancel, "release topic");
        await host.Caller.FlowAsync("activity", Cancel);
    }
}
