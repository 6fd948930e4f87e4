using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Dev.Azurite;

namespace Seatkeeper.Functions.Tests.Storage;

/// <summary>An app as the commands for backups have it: composed, and not started, so on an account of its own there is no table yet.</summary>
internal static class ComposedApp
{
    public static ServiceProvider On(AzuriteServer azurite)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.NewAccount() }).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSeatkeeper(configuration).BuildServiceProvider();
    }

    public static void Silent(string told)
    {
        // Nobody reads it here.
    }
}
