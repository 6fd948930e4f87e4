using System.Diagnostics;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Running;

public sealed class HostDeathTests(SharedHost shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Takes_its_worker_along_when_killed_and_goes_on_after_a_restart()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Kills processes.");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux ends a worker whose host was killed.");
        await using var host = await SampleHost.StartAsync(new SampleSettings(shared.Azurite.NewAccount()), Cancel);
        using var worker = Process.GetProcessById(await host.Caller.WorkerAsync(Cancel));
        await host.Caller.StartFlowAsync("EverythingFlow", "waits", Cancel, "x");
        await host.Caller.UntilWaitingAsync("waits", Cancel);
        await host.Caller.StartFlowAsync("HeldFlow", "activity", Cancel, "topic");
        await host.Caller.JournalAsync("held topic", 1, Cancel);

        await host.Process.KillAsync();
        await worker.WaitForExitAsync(Cancel);

        await host.RestartAsync(Cancel);
        await host.Caller.StatusAsync(HttpMethod.Post, "api/flows/waits/events/approval/later", Cancel);
        await host.Caller.StartFlowAsync("EchoFlow", "release", Cancel, "release topic");
        Assert.Equal("\"noted begin x, 30, later\"", (await host.Caller.FlowAsync("waits", Cancel)).GetProperty("output").GetString());
        await host.Caller.FlowAsync("activity", Cancel);
        Assert.Equal(2, (await host.Caller.JournalAsync("held topic", 2, Cancel)).Count);
    }
}
