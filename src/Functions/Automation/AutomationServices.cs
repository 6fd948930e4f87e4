using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Applying;
using Seatkeeper.Functions.Probing;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Automation;

/// <summary>Registers what runs of automation need.</summary>
internal static class AutomationServices
{
    public static IServiceCollection AddAutomation(this IServiceCollection services, IConfiguration configuration)
    {
        PatientSteps.Use(configuration.GetSection("StepRetries").Get<StepRetryOptions>() ?? new StepRetryOptions());
        PersonQuestions.Use(configuration.GetSection("Questions").Get<QuestionOptions>() ?? new QuestionOptions());
        services.AddOptions<AutomationOptions>().Bind(configuration.GetSection("Automation"))
            .Validate(options => options.LeaseDuration >= WorkspaceLease.Shortest, $"Automation:LeaseDuration must be at least {WorkspaceLease.Shortest.TotalSeconds} seconds.").ValidateOnStart();
        services.AddSingleton(provider => new AutomationStores(
            provider.GetRequiredService<AccountCredentials>(), provider.GetRequiredService<AccountsTable>(), provider.GetRequiredService<SessionBlobs>(),
            provider.GetRequiredService<EvidenceBlobs>(), provider.GetRequiredService<TasksTable>())
        { Clock = provider.GetRequiredService<TimeProvider>(), VerifiedMaps = provider.GetRequiredService<VerifiedMapsTable>(), GivenCodes = provider.GetRequiredService<GivenCodes>() });
        services.AddTable<VerifiedMapsTable>(VerifiedMapsTable.Name).AddSingleton<MapVerifications>().AddSingleton<ProbeStarts>();
        return services.AddSingleton<LeasedWork>().AddSingleton<HubAutomation>().AddSingleton<SeatReasons>().AddSingleton<PlanWriter>().AddSingleton<PlanApplication>();
    }
}
