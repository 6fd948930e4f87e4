using Seatkeeper.Dev.Azurite;

namespace LocalHost.Tests.Hosting;

/// <summary>
/// The host that the conformance tests talk to: a LocalHost of this run, or, when LOCALHOST_TESTS_HOST names the address of one,
/// any host that has the sample app in it, such as the real one (with LOCALHOST_TESTS_MASTERKEY if it asks for keys).
/// </summary>
public sealed class SharedHost : IAsyncLifetime
{
    private AzuriteServer? azurite;
    private SampleHost? own;
    private SampleCaller? caller;

    /// <summary>True when it is not ours to start, stop or look into.</summary>
    public static bool IsForeign => ForeignAddress is not null;

    private static string? ForeignAddress => Environment.GetEnvironmentVariable("LOCALHOST_TESTS_HOST") is { Length: > 0 } address ? address : null;

    /// <summary>The storage emulator of this run, where each test's own host has an account of its own.</summary>
    public AzuriteServer Azurite => azurite ?? throw new InvalidOperationException("There is no Azurite with a foreign host.");

    internal SampleCaller Caller => caller ?? throw new InvalidOperationException("The host has not started.");

    internal SampleHost Own => own ?? throw new InvalidOperationException("The host is a foreign one.");

    public async ValueTask InitializeAsync()
    {
        if (ForeignAddress is { } address)
        {
            caller = new SampleCaller(new Uri(address), Environment.GetEnvironmentVariable("LOCALHOST_TESTS_MASTERKEY") ?? "");
            return;
        }

        azurite = new AzuriteServer();
        await azurite.InitializeAsync();
        own = await SampleHost.StartAsync(new SampleSettings(azurite.NewAccount()), CancellationToken.None);
        caller = own.Caller;
    }

    public async ValueTask DisposeAsync()
    {
        if (own is not null)
            await own.DisposeAsync();
        if (azurite is not null)
            await azurite.DisposeAsync();
    }
}
