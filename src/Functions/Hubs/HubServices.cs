using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Connecting;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Registers what hubs need.</summary>
internal static class HubServices
{
    public static IServiceCollection AddHubs(this IServiceCollection services)
    {
        services.AddTable<HubsTable>(HubsTable.Name).AddTable<HubPeopleTable>(HubPeopleTable.Name).AddTable<MembersTable>(MembersTable.Name);
        services.AddTable<GrantsTable>(GrantsTable.Name);
        services.AddTable<GuardLedgerTable>(GuardLedgerTable.Name).AddTable<LeasesTable>(LeasesTable.Name);
        services.AddContainer<CheckBlobs>(CheckBlobs.Name);
        return services.AddSingleton<HubTrail>().AddSingleton<HubPointers>().AddSingleton<HubTasks>().AddSingleton<HubActivity>().AddSingleton<CheckSources>().AddSingleton<SnapshotReads>().AddSingleton<Leavers>().AddSingleton<AutomaticLeavers>().AddSingleton<GroupLeavers>().AddSingleton<AcceptedRoles>().AddSingleton<CheckFollowers>()
            .AddSingleton<HubCalls>().AddSingleton<TaskAnswers>().AddSingleton<HubWishes>().AddSingleton<HubReservations>().AddSingleton<WorkspacePins>()
            .AddSingleton<HubRemovals>().AddSingleton<TaskStopping>().AddSingleton<ProvisionedSeats>().AddSingleton<RemovalPlans>()
            .AddSingleton<HubContent>().AddSingleton<HubBelongings>().AddSingleton<HubRows>().AddSingleton<RetryTables>();
    }
}
