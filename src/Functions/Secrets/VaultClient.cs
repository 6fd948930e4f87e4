using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace Seatkeeper.Functions.Secrets;

/// <summary>How the app talks to its vault.</summary>
internal static class VaultClient
{
    /// <summary>The longest that one call may take; the kinds of work that use secrets have minutes.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    /// <summary>A client with the app's managed identity.</summary>
    public static SecretClient Create(SecretsOptions options) => Create(new Uri(options.VaultUri), new ManagedIdentityCredential(
        options.ManagedIdentityClientId.Length == 0 ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(options.ManagedIdentityClientId)));

    /// <summary>A client with an identity of the caller's choice.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="identity">Who calls.</param>
    /// <param name="transport">The way there. No setting leads here: in the app it is the system's own, with the certificates that the system trusts.</param>
    public static SecretClient Create(Uri vault, TokenCredential identity, HttpPipelineTransport? transport = null)
    {
        var options = new SecretClientOptions { RetryPolicy = new VaultRetries() };
        options.Retry.NetworkTimeout = patience;
        options.Diagnostics.IsLoggingContentEnabled = false;
        if (transport is not null) options.Transport = transport;
        return new SecretClient(vault, identity, options);
    }

    /// <summary>
    /// Tries again at once what a moment mends. Where the vault asks to wait, the work says so and waits on a timer, and nothing is held
    /// meanwhile.
    /// </summary>
    private sealed class VaultRetries() : RetryPolicy(maxRetries: 2, DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2)))
    {
        protected override bool ShouldRetry(HttpMessage message, Exception? exception) => !AsksToWait(message) && base.ShouldRetry(message, exception);

        protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
            AsksToWait(message) ? ValueTask.FromResult(false) : base.ShouldRetryAsync(message, exception);

        private static bool AsksToWait(HttpMessage message) => message.HasResponse && (message.Response.Status == 429 || message.Response.Headers.Contains("Retry-After"));
    }
}
