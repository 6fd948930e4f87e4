using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Connectors;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Watchdog;

public sealed class RetentionTests(AzuriteServer azurite) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private InProcessEngine? engine;

    private InProcessEngine Engine => engine ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => engine = await InProcessEngine.StartAsync();

    public async ValueTask DisposeAsync() => await Engine.DisposeAsync();

    private Task<TestApp> StartAsync(params (string Name, string Value)[] settings) => TestApp.StartAsync(
        azurite,
        services => services.AddSingleton<TimeProvider>(clock),
        values =>
        {
            foreach (var (name, value) in settings) values[$"Watchdog:{name}"] = value;
        });

    private async Task<string> TaskAsync(TestApp app, bool ended = true)
    {
        var id = NewId("old");
        await app.Get<TasksTable>().InsertAsync(New(id, Works, "hub"), Cancel);
        await app.Get<TaskItemsTable>().InsertAsync(id, [new TaskItem { TaskId = id, Id = "a", Action = "remove" }], Cancel);
        await app.Get<EvidenceBlobs>().SaveAsync(id, new Evidence("step", "https://app.example", [1], "tree"), Cancel);
        await app.Get<TasksTable>().ClaimAsync(new TaskClaim(id, "e"), Cancel);
        if (ended)
            await app.Get<TasksTable>().CloseAsync(new TaskOutcome(id, "e", AutomatedTaskStatus.Completed), Cancel);
        return id;
    }

    private async Task PurgeAsync(TestApp app) => await app.Get<Retention>().RunAsync(clock.GetUtcNow(), Engine.Client, Cancel);

    [Fact]
    public async Task Ended_tasks_go_with_all_that_belongs_to_them_when_their_time_is_over()
    {
        await using var app = await StartAsync();
        var old = await TaskAsync(app);
        var open = await TaskAsync(app, ended: false);
        clock.Advance(TimeSpan.FromDays(364));
        var young = await TaskAsync(app);

        await PurgeAsync(app);
        Assert.NotNull(await app.Get<TasksTable>().FindAsync(old, Cancel));
        clock.Advance(TimeSpan.FromDays(2));
        await PurgeAsync(app);

        Assert.Null(await app.Get<TasksTable>().FindAsync(old, Cancel));
        Assert.Equal(0, (await app.Get<TaskItemsTable>().CountAsync(old, Cancel)).Total);
        foreach (var scope in new[] { new TaskScope(All: true, []), new TaskScope(All: false, ["hub"]), new TaskScope(All: false, [], Olive.Id) })
        {
            var (tasks, _) = await app.Get<TaskLists>().ListAsync(scope, new TaskFilter(), 10, null, Cancel);
            Assert.Equal([young, open], tasks.Select(task => task.Id));
        }
    }

    [Fact]
    public async Task Evidence_that_was_restored_is_as_old_as_it_was_when_it_was_taken()
    {
        await using var app = await StartAsync();
        var before = new EvidenceBlobs(app.Get<BlobServiceClient>(), new FakeTimeProvider(clock.GetUtcNow() - TimeSpan.FromDays(31)));
        await before.SaveAsync("restored", new Evidence("step", "https://app.example", [1], "tree"), Cancel);

        await PurgeAsync(app);

        Assert.Null(await before.FindAsync("restored", 1, Cancel));
        Assert.Null(await before.FindScreenshotAsync("restored", 1, Cancel));
    }

    [Fact]
    public async Task Evidence_goes_earlier_and_a_page_at_a_time()
    {
        await using var app = await StartAsync();
        var id = await TaskAsync(app);

        clock.Advance(TimeSpan.FromDays(29));
        await PurgeAsync(app);
        Assert.NotNull(await app.Get<EvidenceBlobs>().FindAsync(id, 1, Cancel));
        clock.Advance(TimeSpan.FromDays(2));
        await PurgeAsync(app);

        Assert.Null(await app.Get<EvidenceBlobs>().FindAsync(id, 1, Cancel));
        Assert.Null(await app.Get<EvidenceBlobs>().FindScreenshotAsync(id, 1, Cancel));
        Assert.NotNull(await app.Get<TasksTable>().FindAsync(id, Cancel));
    }

    [Fact]
    public async Task A_purge_deletes_no_more_than_it_may_and_is_done_once_an_hour_by_one_of_two()
    {
        await using var app = await StartAsync(("PerPurge", "2"));
        for (var n = 0; n < 5; n++)
            await TaskAsync(app);
        clock.Advance(TimeSpan.FromDays(366));

        await Task.WhenAll(PurgeAsync(app), PurgeAsync(app));
        await PurgeAsync(app);
        Assert.Equal(3, await LeftAsync(app));
        clock.Advance(TimeSpan.FromHours(2));
        await PurgeAsync(app);
        Assert.Equal(1, await LeftAsync(app));
    }

    [Fact]
    public void Settings_that_would_delete_everything_are_refused()
    {
        var check = new WatchdogOptionsCheck();

        Assert.True(check.Validate(null, new WatchdogOptions()).Succeeded);
        Assert.True(check.Validate(null, new WatchdogOptions { KeepTasks = TimeSpan.Zero }).Failed);
        Assert.True(check.Validate(null, new WatchdogOptions { PerPurge = 0 }).Failed);
    }

    private static async Task<int> LeftAsync(TestApp app) =>
        (await app.Get<TaskLists>().ListAsync(new TaskScope(All: true, []), new TaskFilter(), 100, null, Cancel)).Tasks.Count;
}
