using System.Text.Json.Nodes;
using Azure.Core;

namespace Seatkeeper.Simulators.Tests.GraphApi;

/// <summary>Client credentials posted to a token endpoint that has no TLS, which Azure.Identity refuses.</summary>
internal sealed class PostedCredential(string tokenUrl, string clientId, string secret) : TokenCredential
{
    private static readonly HttpClient Client = new();
    private AccessToken? known;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (known is { } token && token.ExpiresOn > now) return token;
        var (status, body) = await PostAsync(string.Join(' ', requestContext.Scopes), cancellationToken);
        if (status != 200) throw new InvalidOperationException($"{status} {body["error"]}: {body["error_description"]}");
        token = new AccessToken(body["access_token"]?.ToString() ?? "", now.AddSeconds(body["expires_in"]?.GetValue<int>() ?? 0));
        known = token;
        return token;
    }

    public async Task<(int Status, JsonObject Body)> PostAsync(string scope, CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = secret,
            ["scope"] = scope,
        });
        using var answer = await Client.PostAsync(new Uri(tokenUrl), form, cancellation);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))?.AsObject() ?? []);
    }
}
