using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Starts the daily check of a date.</summary>
public sealed class StartDailyCheck(TaskStarter starter, TimeProvider clock)
{
    /// <summary>Who makes the checks that nobody asked for.</summary>
    internal static Caller Seatkeeper { get; } = new(PersonId.OfSeatkeeper, "Seatkeeper", WorkspaceRole.Owner, IsPerson: false, InPerson: false);

    /// <summary>Starts it, once a date: the date is the task's id.</summary>
    [Function(nameof(StartDailyCheck))]
    public Task Run([TimerTrigger("%DailyCheckSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        starter.StartAsync(
            new NewTask(IdOf(clock.GetUtcNow()), AutomatedTaskType.DailyCheck, TaskTrigger.DailyCheck, HubId: null, Seatkeeper, nameof(DailyCheckOrchestrator)),
            client,
            cancel);

    internal static string IdOf(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"daily-{now.UtcDateTime:yyyy-MM-dd}");
}
