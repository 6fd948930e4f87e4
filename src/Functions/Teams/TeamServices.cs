using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Teams;

/// <summary>Registers what teams need.</summary>
internal static class TeamServices
{
    public static IServiceCollection AddTeams(this IServiceCollection services) => services
        .AddTable<TeamsTable>(TeamsTable.Name).AddTable<HubTeamsTable>(HubTeamsTable.Name)
        .AddSingleton<TeamNews>().AddSingleton<TeamGrants>().AddSingleton<WholeTeams>().AddSingleton<TeamWishes>().AddSingleton<TeamCalls>().AddSingleton<TeamChanges>().AddSingleton<TeamPreviews>();
}
