using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>Registers what accounts need.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddTable<AccountsTable>(AccountsTable.Name);
        services.AddTable<LoginsTable>(LoginsTable.Name);
        services.AddContainer<SessionBlobs>(SessionBlobs.Name);
        return services.AddSingleton<AccountCredentials>().AddSingleton<AccountAccess>().AddSingleton<AccountTraces>().AddSingleton<BackupCodes>().AddSingleton<GivenCodes>();
    }
}
