using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.KeyVaultSimulator.Hosting;
using Seatkeeper.KeyVaultSimulator.Journaling;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Secrets;

/// <summary>A simulated vault, and clients of it that are the app's own but for the way there and for who calls.</summary>
internal sealed class TestVault : IAsyncDisposable
{
    private readonly RunningVault running;

    private TestVault(RunningVault running)
    {
        this.running = running;
        Identity = new TestIdentity(() => running.Token);
    }

    public Vault Server => running.Vault;

    public Uri Address => running.VaultUri;

    public TestIdentity Identity { get; }

    public static async Task<TestVault> StartAsync() => new(await RunningVault.StartAsync(cancel: TestContext.Current.CancellationToken));

    public SecretClient Client(TokenCredential? identity = null) => VaultClient.Create(Address, identity ?? Identity, new HttpClientTransport(running.CreateHandler()));

    /// <summary>A caller of the simulator's control plane, with its key or without.</summary>
    public HttpClient Control(bool withKey)
    {
        var control = new HttpClient(running.CreateHandler()) { BaseAddress = new Uri(Address, "/_sim/") };
        if (withKey) control.DefaultRequestHeaders.Add("X-Sim-Key", running.SimKey);
        return control;
    }

    public KeyVaultSecretStore Store() => new(Client(), Options.Create(Quick()), TimeProvider.System);

    /// <summary>Gives an app the way to this vault; that is no setting, so it is told nobody but a test.</summary>
    public void Serve(IServiceCollection services)
    {
        services.RemoveAll<SecretClient>();
        services.AddSingleton(Client());
    }

    /// <summary>Sets an app to this vault.</summary>
    public void Name(IDictionary<string, string?> settings)
    {
        settings.Remove("Secrets:LocalDirectory");
        settings["Secrets:Store"] = "KeyVault";
        settings["Secrets:VaultUri"] = Address.ToString();
        settings["Secrets:Pause"] = "00:00:00.005";
        settings["Secrets:Patience"] = "00:00:02";
    }

    /// <summary>What reached the vault with a token, after a number of entries.</summary>
    public IReadOnlyList<JournalEntry> Asked(string name = "", int since = 0) => [.. Server.Journal.Read(since, name).Where(entry => entry.WithToken)];

    public ValueTask DisposeAsync() => running.DisposeAsync();

    /// <summary>The app's own times, but for the pauses.</summary>
    public static SecretsOptions Quick() => new() { Pause = TimeSpan.FromMilliseconds(5), Patience = TimeSpan.FromSeconds(20) };
}

/// <summary>Whoever has the vault's token; notes for what it was asked.</summary>
internal sealed class TestIdentity(Func<string> token) : TokenCredential
{
    public ConcurrentQueue<string> Scopes { get; } = new();

    public string Token => token();

    /// <summary>How often it has no token to give from now on, as where a managed identity's endpoint does not answer.</summary>
    public int Failures { get; set; }

    /// <summary>Its tokens have ended when they are given, so that each request asks for one.</summary>
    public bool IsAskedEachTime { get; set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        foreach (var scope in requestContext.Scopes) Scopes.Enqueue(scope);
        if (Failures > 0)
        {
            Failures--;
            throw new CredentialUnavailableException("ManagedIdentityCredential authentication unavailable. No response received from the managed identity endpoint.");
        }

        return new AccessToken(token(), IsAskedEachTime ? DateTimeOffset.UtcNow : DateTimeOffset.UtcNow.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
