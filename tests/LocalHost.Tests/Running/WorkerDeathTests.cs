using System.Diagnostics;
using System.Net;
using LocalHost.Tests.Hosting;
using Seatkeeper.Dev.Setup;

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

    [Fact]
    public async Task Tries_again_where_a_restart_could_not_even_begin()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Kills processes.");
        var folder = Repository.NewRunFolder("localhost-tests-app");
        var (app, away) = (Path.Combine(folder, "app"), Path.Combine(folder, "away"));
        foreach (var file in Directory.EnumerateFiles(SampleHost.SampleApp, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(app, Path.GetRelativePath(SampleHost.SampleApp, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? app);
            File.Copy(file, copy);
        }

        await using (var host = await SampleHost.StartAsync(new SampleSettings(shared.Azurite.NewAccount()) { AppFolder = app }, Cancel))
        {
            var first = await host.Caller.WorkerAsync(Cancel);
            Directory.Move(app, away);
            using (var worker = Process.GetProcessById(first))
                worker.Kill();
            await host.Process.WaitForLineAsync(line => line.Contains("The worker did not start", StringComparison.Ordinal), TimeSpan.FromSeconds(60), Cancel);
            Directory.Move(away, app);

            Assert.NotEqual(first, await host.Caller.WorkerAsync(Cancel));
        }

        Directory.Delete(folder, recursive: true);
    }
}
