using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.DirectoryLeaving;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>Registers what bringing people in step with the directory needs.</summary>
internal static class DirectorySyncServices
{
    public static IServiceCollection AddDirectorySync(this IServiceCollection services)
    {
        services.AddTable<DirectoryStateTable>(DirectoryStateTable.Name);
        // What remembers people while it reads them is made anew for each round.
        services.AddTransient<DirectoryWriter>().AddTransient<DirectoryReading>();
        return services.AddSingleton<DirectorySyncs>().AddSingleton<PeopleChanges>().AddSingleton<DirectoryPeek>().AddSingleton<LeaversPlans>().AddSingleton<LeaversWriter>().AddSingleton<DirectoryNews>().AddSingleton<Returners>();
    }
}
