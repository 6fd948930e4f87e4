using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.DailyCheck;

/// <summary>What comes before the checks of a day, where a tenant is connected, and does not come about.</summary>
public sealed class DailyCheckBeginningTests(AzuriteServer azurite) : IAsyncLifetime
{
    private InProcessEngine? engine;

    private InProcessEngine Engine => engine ?? throw new InvalidOperationException("Not started.");

    // Nobody waits for a check, nor for the sync, which is not what these tests are about.
    public async ValueTask InitializeAsync() => engine = await InProcessEngine.StartAsync(
        registry => registry
            .AddOrchestratorFunc<TaskReference>(nameof(CheckForUpdatesOrchestrator), (context, _) => context.WaitForExternalEvent<object?>("never"))
            .AddActivityFunc<TaskReference, SettledTask>(nameof(LookAtTaskActivity), (_, _) => new SettledTask(true)),
        typeof(CheckForUpdatesOrchestrator), typeof(LookAtTaskActivity));

    public async ValueTask DisposeAsync() => await Engine.DisposeAsync();

    [Fact]
    public async Task An_engine_that_is_away_for_a_moment_while_the_sync_is_started_keeps_no_hub_from_its_check()
    {
        var calls = 0;
        await using var app = await StartAsync(() => ++calls == 1 ? new RpcException(new Status(StatusCode.Unavailable, "no connection")) : null);
        await app.HubAsync("hub1");
        await app.HubAsync("hub2");

        var row = await CheckAsync(app);

        Assert.Equal((1, AutomatedTaskStatus.Completed, 2, 2), (calls, row.Status, row.ItemsTotal, row.ItemsDone));
        Assert.Equal(["hub1", "hub2"], await app.CheckedHubsAsync());
    }

    [Fact]
    public async Task A_day_that_cannot_be_begun_says_so_in_its_task()
    {
        await using var app = await StartAsync(() => new InvalidOperationException("a bug"));

        var row = await CheckAsync(app);

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.Unexpected), (row.Status, row.Failure?.Kind));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await Engine.EndOfAsync(row.Id)).RuntimeStatus);
    }

    // Connected to a tenant that nobody asks anything.
    private async Task<TestApp> StartAsync(Func<Exception?> troubleOfSync)
    {
        var app = await TestApp.StartAsync(azurite, services => services.AddSingleton(Troubled(troubleOfSync)), settings =>
        {
            settings["DailyCheck:Window"] = "00:00:00";
            settings["Graph:TenantId"] = Guid.NewGuid().ToString();
            settings["Graph:BaseUrl"] = "http://127.0.0.1:9";
            settings["Graph:ClientId"] = "nobody";
            settings["Graph:ClientSecret"] = "nothing";
        });
        Engine.Serve(app.Services);
        return app;
    }

    private DurableTaskClient Troubled(Func<Exception?> troubleOfSync)
    {
        var client = new Mock<DurableTaskClient>("troubled");
        client.Setup(asked => asked.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns((TaskName name, object? input, StartOrchestrationOptions? options, CancellationToken cancel) =>
                name.Name == nameof(SyncDirectoryOrchestrator) && troubleOfSync() is { } trouble
                    ? Task.FromException<string>(trouble)
                    : Engine.Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, cancel));
        return client.Object;
    }

    private async Task<AutomatedTask> CheckAsync(TestApp app)
    {
        var id = await app.StartDailyCheckAsync(Engine.Client);
        await Engine.EndOfAsync(id);
        return await app.RowAsync(id);
    }
}
