using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.ScimGroups;
using Seatkeeper.Functions.ScimUsers;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Scim;

/// <summary>Registers what identity providers call by SCIM.</summary>
internal static class ScimServices
{
    public static IServiceCollection AddScim(this IServiceCollection services) => services
        .AddTable<ScimConnectionsTable>(ScimConnectionsTable.Name).AddSingleton<ScimUsersTable>()
        .AddSingleton<ScimGate>()
        .AddSingleton<ScimUserQueries>().AddSingleton<ScimUserCreation>().AddSingleton<ScimUserChanges>().AddSingleton<ScimLeaving>().AddSingleton<UserDeletions>()
        .AddSingleton<ScimGroupQueries>().AddSingleton<ScimGroupChanges>().AddSingleton<GroupMembership>();
}
