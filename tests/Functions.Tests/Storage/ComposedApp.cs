using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Backups;
using Seatkeeper.Backups.Restoring;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Storage;

/// <summary>An app as the commands for backups have it: composed, and not started, so on an account of its own there is no table yet.</summary>
internal static class ComposedApp
{
    /// <summary>An Owner on a developer's machine.</summary>
    public static RestoredOwner LocalOwner { get; } = new(objectId: null, isDevelopment: true);

    public static ServiceProvider On(AzuriteServer azurite) => On(azurite.NewAccount());

    public static ServiceProvider On(string account)
    {
        var settings = TestApp.ProcessPauses.ToDictionary(pause => pause.Key, pause => (string?)pause.Value, StringComparer.Ordinal);
        settings["AzureWebJobsStorage"] = account;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSeatkeeper(configuration).BuildServiceProvider();
    }

    public static Task<Manifest> RestoreAsync(IServiceProvider app, BackupFolder folder) => new Restore(StoredData.Of(app), folder, LocalOwner, Silent).RunAsync(TestContext.Current.CancellationToken);

    public static void Silent(string told)
    {
        // Nobody reads it here.
    }
}
