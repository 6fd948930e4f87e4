using System.Globalization;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;
using Xunit;

namespace Seatkeeper.Dev.Azurite;

/// <summary>
/// A running Azurite. As an assembly fixture (<c>[assembly: AssemblyFixture(typeof(AzuriteServer))]</c>) one serves all tests of a project;
/// a test that must not see the others' rows takes <see cref="NewAccount"/>.
/// </summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    private const int Accounts = 400;

    // Azurite looks for a table among those of all accounts, one after the other: after so many accounts, of some fifty tables each, a fresh one takes over.
    private const int AccountsUntilFresh = 30;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly AzuriteAccount[] accounts = [.. Enumerable.Range(1, Accounts).Select(AzuriteAccount.Random)];
    private readonly string? folder;
    private ServerProcess? process;
    private AzuritePorts? addresses;
    private readonly Lock gate = new();
    private int taken;
    private Task? starting;
    private AzuriteServer? fresh;

    /// <summary>With nothing in it, and all of it in memory: it would write all its tables to disk every few seconds, and slow down as they fill.</summary>
    public AzuriteServer()
    {
    }

    private AzuriteServer(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>The development account, the same at every start.</summary>
    public string ConnectionString => AzuriteAccount.Development.ConnectionString(Addresses);

    private AzuritePorts Addresses => addresses ?? throw new InvalidOperationException("Azurite is not started.");

    /// <summary>Starts one on data that stays.</summary>
    public static async Task<AzuriteServer> StartOnAsync(string folder)
    {
        var server = new AzuriteServer(folder);
        await server.InitializeAsync();
        return server;
    }

    /// <summary>The connection string of an account that nobody else was given.</summary>
    public string NewAccount()
    {
        lock (gate)
        {
            if (fresh is not null)
                return fresh.NewAccount();
            if (taken == Accounts)
                throw new InvalidOperationException($"All {Accounts} accounts are taken: let tests of one class share one.");
            // Until it has started, this one goes on.
            if (folder is null && taken == AccountsUntilFresh)
                starting = StartFreshAsync();
            return accounts[taken++].ConnectionString(Addresses);
        }
    }

    public async ValueTask InitializeAsync()
    {
        var script = await AzuriteInstall.EnsureAsync(CancellationToken.None);
        process = await ServerProcess.StartAsync(new ServerStart("Azurite", Executables.OnPath("node") ?? "node", Arguments(script))
        {
            Environment = new Dictionary<string, string?>
            {
                ["AZURITE_ACCOUNTS"] = string.Join(';', accounts.Prepend(AzuriteAccount.Development).Select(account => $"{account.Name}:{account.Key}")),
            },
        });
        addresses = new AzuritePorts(await AddressAsync(process, "Blob"), await AddressAsync(process, "Queue"), await AddressAsync(process, "Table"));
    }

    /// <summary>Ends the process; its data stays.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        process = null;
    }

    /// <summary>Starts it again at the addresses that it had.</summary>
    public async Task StartAgainAsync() => await InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (starting is not null)
            await starting;
        if (fresh is not null)
            await fresh.DisposeAsync();
        if (process is not null)
            await process.DisposeAsync();
    }

    private async Task StartFreshAsync()
    {
        var server = new AzuriteServer();
        await server.InitializeAsync();
        lock (gate) fresh = server;
    }

    // Port 0: it picks free ports itself and tells which, so that no two servers race for one.
    private string[] Arguments(string script) =>
    [
        script, "--disableTelemetry", "--silent", "--skipApiVersionCheck", .. folder is null ? ["--inMemoryPersistence"] : new[] { "--location", folder },
        "--blobPort", PortOf(addresses?.Blob), "--queuePort", PortOf(addresses?.Queue), "--tablePort", PortOf(addresses?.Table),
    ];

    private static string PortOf(string? address) => address is null ? "0" : new Uri(address).Port.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> AddressAsync(ServerProcess process, string service)
    {
        const string listening = "service is successfully listening at ";
        var start = $"Azurite {service} {listening}";
        var line = await process.WaitForLineAsync(text => text.StartsWith(start, StringComparison.Ordinal), StartLimit, CancellationToken.None);
        return line[start.Length..].TrimEnd('/');
    }
}
