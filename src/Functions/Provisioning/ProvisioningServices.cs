using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>Registers what bringing hubs in step needs.</summary>
internal static class ProvisioningServices
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services)
    {
        services.AddOptions<ProvisioningOptions>().BindConfiguration(ProvisioningOptions.Section)
            .Validate(options => options.Settling >= TimeSpan.Zero && options.Settling <= TimeSpan.FromHours(1), "Provisioning__Settling must be from 0 to one hour.")
            .Validate(options => options.ReadAgain > TimeSpan.Zero && options.FirstPause > TimeSpan.Zero, "Provisioning__ReadAgain and Provisioning__FirstPause must be positive.")
            .Validate(options => options.LookAgain >= TimeSpan.FromMilliseconds(100) && options.LookAgain <= TimeSpan.FromMinutes(10), "Provisioning__LookAgain must be from 0.1 seconds to ten minutes.").ValidateOnStart();
        return services.AddTable<DirtyHubsTable>(DirtyHubsTable.Name).AddSingleton<SourceTables>().AddSingleton<PastChanges>().AddSingleton<ProvisionTimes>()
            .AddSingleton<ProvisionRuns>().AddSingleton<ProvisionPeople>().AddSingleton<ProvisionSources>().AddSingleton<PresentGrants>().AddSingleton<ProvisionPlans>()
            .AddSingleton<ProvisionWriter>().AddSingleton<ProvisionTrail>().AddSingleton<EffectStarts>().AddSingleton<EffectOutcomes>().AddSingleton<ProvisionSweep>().AddSingleton<SourceNews>();
    }
}
