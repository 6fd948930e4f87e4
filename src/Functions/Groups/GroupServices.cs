using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Groups;

/// <summary>Registers what groups of identity providers need.</summary>
internal static class GroupServices
{
    public static IServiceCollection AddGroups(this IServiceCollection services)
    {
        services.TryAddSingleton<IGroupDirectory, NoGroupDirectory>();
        return services
            .AddTable<GroupsTable>(GroupsTable.Name).AddTable<GroupMappingsTable>(GroupMappingsTable.Name)
            .AddSingleton<GroupNews>().AddSingleton<GroupChanges>().AddSingleton<GroupReads>().AddSingleton<KnownGroups>().AddSingleton<HubGroups>().AddSingleton<UnreadNews>().AddSingleton<SecondReads>().AddSingleton<LeftGroups>();
    }
}
