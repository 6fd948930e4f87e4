using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Steering;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tasks;

/// <summary>What the machinery of tasks registers.</summary>
public static class TaskRegistration
{
    /// <summary>Adds tables, blobs, starter and options of automated tasks.</summary>
    public static IServiceCollection AddTasks(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        RetryPolicies.Use(configuration.GetSection("Retries").Get<RetryOptions>() ?? new RetryOptions());
        return services
            .AddTable<TasksTable>(TasksTable.Name)
            .AddTable<TaskItemsTable>(TaskItemsTable.Name)
            .AddSingleton<TaskLists>()
            .AddSingleton<TaskStarter>()
            .AddSingleton<TaskWaker>()
            .AddSingleton<TaskAccess>()
            .AddSingleton<TaskResponses>()
            .AddSingleton<TaskDecisions>()
            .AddSingleton<RetryRest>().AddSingleton<TaskRetries>().AddSingleton<RetryPreviews>()
            .AddContainer<EvidenceBlobs>(EvidenceBlobs.Container)
            .AddWatchdog()
            .AddDailyCheck();
    }
}
