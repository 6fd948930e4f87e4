using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Graph;

/// <summary>Registers the connection to Microsoft Graph.</summary>
internal static class GraphServices
{
    public static IServiceCollection AddGraph(this IServiceCollection services)
    {
        services.AddOptions<GraphOptions>().BindConfiguration(GraphOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GraphOptions>, GraphOptionsCheck>();
        services.AddTable<GroupMarksTable>(GroupMarksTable.Name);
        return services.AddSingleton<GraphConnection>().AddSingleton<GraphPauses>().AddSingleton<TenantCheckpoints>().AddSingleton<GraphUsers>().AddSingleton<GraphGroups>().AddSingleton<GraphGroupChanges>().AddSingleton<GraphSubscriptionCalls>()
            .AddSingleton<IGroupDirectory>(provider => provider.GetRequiredService<GraphConnection>().IsConnected ? provider.GetRequiredService<GraphGroups>() : new NoGroupDirectory());
    }
}
