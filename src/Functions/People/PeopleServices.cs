using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>Registers what a hub's Owners and Collaborators need.</summary>
internal static class PeopleServices
{
    public static IServiceCollection AddHubPeople(this IServiceCollection services) => services
        .AddSingleton<HubOwnersTable>().AddSingleton<HubStandings>().AddSingleton<OwnerNews>().AddSingleton<HubPeopleFollowing>().AddSingleton<HubPeopleChanges>()
        .AddSingleton<OwnedHubs>();
}
