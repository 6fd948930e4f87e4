using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.DailyCheck;

/// <summary>Starts the daily check as its timer does, and looks at what came of it.</summary>
internal static class DailyChecks
{
    public static async Task<string> StartDailyCheckAsync(this TestApp app, DurableTaskClient client)
    {
        await ActivatorUtilities.CreateInstance<StartDailyCheck>(app.Services).Run(new TimerInfo(), client, Cancel);
        return StartDailyCheck.IdOf(app.Get<TimeProvider>().GetUtcNow());
    }

    public static async Task<AutomatedTask> RowAsync(this TestApp app, string id) =>
        await app.Get<TasksTable>().FindAsync(id, Cancel) ?? throw new InvalidOperationException($"No task {id}.");

    public static async Task<List<string?>> CheckedHubsAsync(this TestApp app)
    {
        var (tasks, _) = await app.Get<TaskLists>().ListAsync(new TaskScope(All: true, []), new TaskFilter(AutomatedTaskType.CheckForUpdates), 1000, null, Cancel);
        Assert.All(tasks, task => Assert.Equal((TaskTrigger.DailyCheck, "seatkeeper"), (task.Trigger, task.ActorId)));
        return [.. tasks.Select(task => task.HubId).Order(StringComparer.Ordinal)];
    }
}
