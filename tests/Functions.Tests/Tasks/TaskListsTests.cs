using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Tasks;

public sealed class TaskListsTests(AzuriteServer azurite)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    private Task<TestApp> StartAsync() => TestApp.StartAsync(azurite, services => services.AddSingleton<TimeProvider>(clock));

    private async Task InsertAsync(TestApp app, string id, string? hub, string actor = "olive", AutomatedTaskType type = AutomatedTaskType.CheckForUpdates)
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        await app.Get<TasksTable>().InsertAsync(New(id, Works, hub) with { Type = type, Actor = Olive with { Id = actor } }, Cancel);
    }

    private static async Task<List<string>> AllPagesAsync(TestApp app, TaskScope scope, TaskFilter filter, int limit)
    {
        var ids = new List<string>();
        string? continuation = null;
        do
        {
            var (tasks, next) = await app.Get<TaskLists>().ListAsync(scope, filter, limit, continuation, Cancel);
            Assert.True(tasks.Count <= limit);
            ids.AddRange(tasks.Select(task => task.Id));
            continuation = next;
        }
        while (continuation is not null);
        return ids;
    }

    [Fact]
    public async Task Lists_are_newest_first_by_hub_by_person_and_for_all_on_pages_of_any_size()
    {
        await using var app = await StartAsync();
        await InsertAsync(app, "t1", "hubA");
        await InsertAsync(app, "t2", "hubB", "pat");
        await InsertAsync(app, "t3", hub: null, "pat");
        await InsertAsync(app, "t4", "hubA", "pat");
        await InsertAsync(app, "t5", "hubC", "who/ever #1");
        await InsertAsync(app, "t6", "hubA");

        foreach (var limit in new[] { 1, 2, 3, 100 })
        {
            var all = new TaskFilter();
            Assert.Equal(["t6", "t5", "t4", "t3", "t2", "t1"], await AllPagesAsync(app, new TaskScope(All: true, []), all, limit));
            Assert.Equal(["t6", "t4", "t1"], await AllPagesAsync(app, new TaskScope(All: false, ["hubA"]), all, limit));
            Assert.Equal(["t6", "t4", "t3", "t2", "t1"], await AllPagesAsync(app, new TaskScope(All: false, ["hubA"], "pat"), all, limit));
            Assert.Equal(["t5"], await AllPagesAsync(app, new TaskScope(All: false, [], "who/ever #1"), all, limit));
            Assert.Empty(await AllPagesAsync(app, new TaskScope(All: false, [], "nobody"), all, limit));
        }
    }

    [Fact]
    public async Task Lists_show_the_type_and_the_present_status_that_are_asked_for()
    {
        await using var app = await StartAsync();
        for (var n = 0; n < 12; n++)
            await InsertAsync(app, $"t{n:00}", n % 2 == 0 ? "hubA" : "hubB", type: n % 3 == 0 ? AutomatedTaskType.ConnectHub : AutomatedTaskType.CheckForUpdates);
        await app.Get<TasksTable>().ClaimAsync(new TaskClaim("t03", "e"), Cancel);
        await app.Get<TasksTable>().ClaimAsync(new TaskClaim("t04", "e"), Cancel);

        foreach (var limit in new[] { 1, 3, 100 })
        {
            Assert.Equal(["t04", "t03"], await AllPagesAsync(app, new TaskScope(All: true, []), new TaskFilter(Status: AutomatedTaskStatus.InProgress), limit));
            Assert.Equal(["t04"], await AllPagesAsync(app, new TaskScope(All: false, ["hubA"]), new TaskFilter(Status: AutomatedTaskStatus.InProgress), limit));
            Assert.Equal(["t09", "t03"], await AllPagesAsync(app, new TaskScope(All: false, ["hubB"]), new TaskFilter(AutomatedTaskType.ConnectHub), limit));
            Assert.Equal(["t03"], await AllPagesAsync(app, new TaskScope(All: true, []), new TaskFilter(AutomatedTaskType.ConnectHub, AutomatedTaskStatus.InProgress), limit));
        }
    }

    [Fact]
    public async Task What_has_ended_is_no_longer_among_the_open_ones()
    {
        await using var app = await StartAsync();
        await InsertAsync(app, "open", "hubA");
        await InsertAsync(app, "ended", "hubA");
        await app.Get<TasksTable>().ClaimAsync(new TaskClaim("ended", "e"), Cancel);
        await app.Get<TasksTable>().CloseAsync(new TaskOutcome("ended", "e", AutomatedTaskStatus.Completed), Cancel);

        Assert.Equal(["open"], await app.Get<TaskLists>().OpenAsync(null, Cancel).Select(trace => trace.TaskId).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Items_keep_what_came_of_them_when_they_are_inserted_again()
    {
        await using var app = await StartAsync();
        var items = app.Get<TaskItemsTable>();
        var wanted = Enumerable.Range(0, 230).Select(n => new TaskItem { TaskId = "t", Id = $"{n:000}", Action = "remove", Target = $"p{n}@example.com" }).ToList();
        await items.InsertAsync("t", wanted, Cancel);
        await items.ChangeAsync("t", "007", item => item with { Status = TaskItemStatus.Completed, Result = "gone" }, Cancel);
        await items.ChangeAsync("t", "008", item => item with { Status = TaskItemStatus.Failed }, Cancel);

        await items.InsertAsync("t", wanted, Cancel);

        Assert.Equal(new TaskCounts(230, 1, 1), await items.CountAsync("t", Cancel));
        var (page, next) = await items.ListAsync("t", 8, null, Cancel);
        Assert.Equal(("gone", "007", "007"), (page[7].Result, page[7].Id, next));
        await items.DeleteAsync("t", Cancel);
        Assert.Equal(0, (await items.CountAsync("t", Cancel)).Total);
    }
}
