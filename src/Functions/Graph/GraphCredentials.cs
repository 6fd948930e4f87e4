using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;

namespace Seatkeeper.Functions.Graph;

/// <summary>Chooses how to sign in, by the settings.</summary>
internal static class GraphCredentials
{
    public static TokenCredential Make(GraphOptions options, ISecretStore secrets, TimeProvider clock)
    {
        var secret = new ClientSecret(options, secrets, clock);
        // Settings allow the loopback on development storage only, so that no other place is ever sent a secret by this way.
        if (options.IsLoopback)
            return new LoopbackCredential(options, secret, clock);
        if (options.ClientSecret.Length + options.ClientSecretName.Length > 0)
            return new StoredSecretCredential(options, secret);
        return new ManagedIdentityCredential(options.ClientId.Length == 0 ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(options.ClientId));
    }
}

/// <summary>The client secret by its name; looked up again now and then, so that a new one is taken without a restart.</summary>
internal sealed class ClientSecret(GraphOptions options, ISecretStore secrets, TimeProvider clock)
{
    private static readonly TimeSpan kept = TimeSpan.FromMinutes(5);

    // By the time that passes, which a clock that is set back does not lengthen: a secret that was replaced is deleted in the end.
    private (string Value, long Since)? known;

    public async Task<string> GetAsync(CancellationToken cancel)
    {
        if (options.ClientSecret.Length > 0)
            return options.ClientSecret;
        if (known is { } last && clock.GetElapsedTime(last.Since) < kept)
            return last.Value;
        var asked = clock.GetTimestamp();
        var value = await secrets.GetAsync(options.ClientSecretName, cancel)
            ?? throw new AppFailureException(new Failure(FailureKind.SecretUnavailable, Detail: $"The secret store has no secret {options.ClientSecretName}, which Graph__ClientSecretName names."));
        known = (value, asked);
        return value;
    }
}

/// <summary>Signs in with the secret that the secret store holds.</summary>
internal sealed class StoredSecretCredential(GraphOptions options, ClientSecret secret) : TokenCredential
{
    private (string Secret, ClientSecretCredential Credential)? made;

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var value = await secret.GetAsync(cancellationToken);
        if (made is not { } last || last.Secret != value)
            made = last = (value, new ClientSecretCredential(options.TenantId, options.ClientId, value, new ClientSecretCredentialOptions { AuthorityHost = new Uri(Authority) }));
        return await last.Credential.GetTokenAsync(requestContext, cancellationToken);
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException("Tokens are asked for without blocking.");

    private string Authority => GraphCloud.Of(options.Base)?.Authority ?? throw new InvalidOperationException("Settings allow no other place.");
}

/// <summary>Asks a token endpoint on the loopback, which Azure.Identity refuses to: it has no TLS.</summary>
internal sealed class LoopbackCredential(GraphOptions options, ClientSecret secret, TimeProvider clock) : TokenCredential
{
    private static readonly TimeSpan early = TimeSpan.FromSeconds(30);
    private static readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(10) };

    private AccessToken? known;

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (known is { } token && token.ExpiresOn > clock.GetUtcNow() + early)
            return token;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.ClientId,
            ["client_secret"] = await secret.GetAsync(cancellationToken),
            ["scope"] = string.Join(' ', requestContext.Scopes),
        });
        using var answer = await http.PostAsync(new Uri(options.Base, $"{options.TenantId}/oauth2/v2.0/token"), form, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new AuthenticationFailedException($"The token endpoint answered {(int)answer.StatusCode}.");
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        var fresh = new AccessToken(json.RootElement.GetProperty("access_token").GetString() ?? "", clock.GetUtcNow().AddSeconds(json.RootElement.GetProperty("expires_in").GetInt32()));
        known = fresh;
        return fresh;
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException("Tokens are asked for without blocking.");
}
