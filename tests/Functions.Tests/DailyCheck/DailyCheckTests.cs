using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.DailyCheck;

public sealed class DailyCheckTests(AzuriteServer azurite) : IAsyncLifetime
{
    private InProcessEngine? engine;

    private InProcessEngine Engine => engine ?? throw new InvalidOperationException("Not started.");

    // A check that waits for a person for ever: it must not hold up the daily check.
    public async ValueTask InitializeAsync() => engine = await InProcessEngine.StartAsync(
        registry => registry.AddOrchestratorFunc<TaskReference>(nameof(CheckForUpdatesOrchestrator), (context, _) => context.WaitForExternalEvent<object?>("never")),
        typeof(CheckForUpdatesOrchestrator));

    public async ValueTask DisposeAsync() => await Engine.DisposeAsync();

    private async Task<TestApp> StartAsync(TimeSpan window, int mostOpen = 40)
    {
        var app = await TestApp.StartAsync(azurite, services => services.AddSingleton(Engine.Client), settings =>
        {
            settings["DailyCheck:Window"] = window.ToString();
            settings["DailyCheck:MostOpen"] = mostOpen.ToString(CultureInfo.InvariantCulture);
            settings["DailyCheck:BusyPause"] = "00:00:00.050";
        });
        Engine.Serve(app.Services);
        return app;
    }

    private static async Task UntilAsync(TestApp app, Func<List<string?>, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!wanted(await app.CheckedHubsAsync()))
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
    }

    [Fact]
    public async Task Every_hub_that_is_due_gets_one_check_over_several_pages_and_a_second_start_on_the_day_none()
    {
        await using var app = await StartAsync(TimeSpan.Zero);
        foreach (var chunk in Enumerable.Range(0, 22).Chunk(10))
            await Task.WhenAll(chunk.Select(n => app.HubAsync($"hub{n:00}")));
        await app.HubAsync("removed", with: hub => hub with { State = HubState.Removing });

        var id = await app.StartDailyCheckAsync(Engine.Client);
        await Engine.EndOfAsync(id);
        Assert.Equal(id, await app.StartDailyCheckAsync(Engine.Client));

        var row = await app.RowAsync(id);
        Assert.Equal((AutomatedTaskStatus.Completed, 23, 23, 0), (row.Status, row.ItemsTotal, row.ItemsDone, row.ItemsFailed));
        Assert.Equal(Enumerable.Range(0, 22).Select(n => $"hub{n:00}"), await app.CheckedHubsAsync());
    }

    [Fact]
    public async Task A_hub_that_cannot_be_checked_keeps_no_other_from_it()
    {
        await using var app = await StartAsync(TimeSpan.Zero);
        await app.HubAsync("hub1");
        await app.HubAsync("hub2", with: hub => hub with { ActiveTaskId = new string('x', 120) });
        await app.HubAsync("hub3", with: hub => hub with { State = HubState.NeedsAttention, Trouble = new HubTrouble(AttentionReason.ChecksFailing, FailureKind.SiteUnavailable, DateTimeOffset.UtcNow.AddDays(-3), NextTry: DateTimeOffset.UtcNow.AddHours(1)) });
        await app.HubAsync("hub4");

        var id = await app.StartDailyCheckAsync(Engine.Client);
        await Engine.EndOfAsync(id);

        var row = await app.RowAsync(id);
        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 4, 1), (row.Status, row.ItemsTotal, row.ItemsFailed));
        Assert.Equal(["hub1", "hub4"], await app.CheckedHubsAsync());
    }

    [Fact]
    public async Task While_too_many_checks_are_open_no_more_are_started_and_those_that_wait_for_a_person_do_not_count()
    {
        await using var app = await StartAsync(TimeSpan.Zero, mostOpen: 5);
        for (var n = 0; n < 15; n++)
            await app.HubAsync($"hub{n:00}");
        var id = await app.StartDailyCheckAsync(Engine.Client);
        await UntilAsync(app, checks => checks.Count == 5);

        // One waits for a person, and so there is room for the next few; then it is full again, until the rest has ended.
        var first = HubTasks.IdOf("hub00", AutomatedTaskType.CheckForUpdates, 1);
        await app.Get<TasksTable>().ChangeAsync(first, row => row with { Status = AutomatedTaskStatus.WaitingForApproval }, Cancel);
        await UntilAsync(app, checks => checks.Count == 10);
        Assert.Equal(AutomatedTaskStatus.InProgress, (await app.RowAsync(id)).Status);
        for (var n = 1; n < 10; n++)
            await app.Get<TasksTable>().ChangeAsync(HubTasks.IdOf($"hub{n:00}", AutomatedTaskType.CheckForUpdates, 1), row => row with { Status = AutomatedTaskStatus.Completed }, Cancel);

        await Engine.EndOfAsync(id);
        Assert.Equal((AutomatedTaskStatus.Completed, 15, 15), ((await app.RowAsync(id)).Status, (await app.RowAsync(id)).ItemsTotal, (await app.CheckedHubsAsync()).Count));
    }

    [Fact]
    public async Task Later_hubs_wait_for_their_time_in_the_window_and_a_person_can_stop_the_rest()
    {
        await using var app = await StartAsync(TimeSpan.FromHours(10));
        for (var n = 0; n < 8; n++)
            await app.HubAsync($"hub{n}");
        var id = await app.StartDailyCheckAsync(Engine.Client);
        await UntilAsync(app, checks => checks.Count >= 5);

        await app.Get<TasksTable>().ChangeAsync(id, row => TaskChanges.Cancel(row, new RecordedDecision(DecisionKind.Cancelled, "p", "Pat", row.CreatedAt)), Cancel);
        await app.Get<TaskWaker>().WakeAsync(id, Engine.Client, Cancel);
        await Engine.EndOfAsync(id);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await app.RowAsync(id)).Status);
        Assert.Equal(["hub0", "hub1", "hub2", "hub3", "hub4"], await app.CheckedHubsAsync());
    }
}
