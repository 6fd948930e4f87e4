using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Seatkeeper.EntraSimulator.Issuing;

namespace Seatkeeper.EntraSimulator.Hosting;

/// <summary>Issues tokens as a tenant does, publishes the keys that they are signed with, and gives apps the tokens of their identity.</summary>
public sealed class RunningIssuer : IAsyncDisposable
{
    /// <summary>The tenant.</summary>
    public const string Tenant = "6f1c7f1e-2f4b-4a3c-9d7e-1b2c3d4e5f60";

    /// <summary>The registration of the API.</summary>
    public const string ClientId = "0b9d5f0a-8c1e-4e37-a5d2-7f6e5d4c3b2a";

    /// <summary>Its App ID URI.</summary>
    public const string AppUri = "api://seatkeeper";

    private readonly WebApplication server;
    private readonly List<PublishedKey> published = [];
    private readonly ConcurrentDictionary<string, string> identities = new(StringComparer.Ordinal);
    private int asked;

    private RunningIssuer(WebApplication server) => this.server = server;

    /// <summary>Where it is; what the app has as <c>Entra__Authority</c>.</summary>
    public string Authority => server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single() ?? throw new InvalidOperationException("Not started.");

    /// <summary>Who issues tokens of version 2.</summary>
    public string Issuer => $"{Authority}/{Tenant}/v2.0";

    /// <summary>The key that tokens are signed with now.</summary>
    public RsaSecurityKey Key { get; private set; } = TokenMaking.NewKey();

    /// <summary>How often the keys were asked for.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>Whether it answers 503 to everything.</summary>
    public bool IsDown { get; set; }

    /// <summary>What an app shows to be given its identity's token (<c>IDENTITY_HEADER</c>).</summary>
    public string IdentityHeader { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Where it asks for that (<c>IDENTITY_ENDPOINT</c>).</summary>
    public string IdentityEndpoint => $"{Authority}/msi/token";

    public static async Task<RunningIssuer> StartAsync(CancellationToken cancel = default)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var app = builder.Build();
        var issuer = new RunningIssuer(app);
        issuer.Publish(issuer.Key);
        app.MapGet($"/{Tenant}/v2.0/.well-known/openid-configuration", issuer.Configuration);
        app.MapGet($"/{Tenant}/discovery/v2.0/keys", issuer.Keys);
        app.MapGet("/msi/token", issuer.IdentityToken);
        await app.StartAsync(cancel);
        return issuer;
    }

    /// <summary>Signs with another key from now on, which is published; the old one stays for a while, or does not.</summary>
    public void Rotate(bool keepOld = true)
    {
        if (!keepOld)
        {
            lock (published)
                published.Clear();
        }

        Key = TokenMaking.NewKey();
        Publish(Key);
    }

    /// <summary>Shows a key; of another issuer where one is named.</summary>
    public void Publish(RsaSecurityKey key, string? issuer = null)
    {
        lock (published)
            published.Add(new PublishedKey(key, issuer));
    }

    /// <summary>From now on the apps' identity is given this token for that resource.</summary>
    public void GiveIdentity(string resource, string token) => identities[resource] = token;

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private IResult Configuration() => IsDown
        ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
        : Results.Json(new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = $"{Authority}/{Tenant}/discovery/v2.0/keys" });

    private IResult Keys()
    {
        Interlocked.Increment(ref asked);
        lock (published)
            return Results.Json(new JsonObject { ["keys"] = new JsonArray([.. published.Select(key => key.ToJson())]) });
    }

    private IResult IdentityToken(HttpRequest request)
    {
        var resource = request.Query["resource"].ToString().TrimEnd('/');
        if (IsDown || request.Headers["X-IDENTITY-HEADER"] != IdentityHeader || !identities.TryGetValue(resource, out var token))
            return Results.Json(new JsonObject { ["statusCode"] = 400, ["message"] = $"No identity for {resource}." }, statusCode: StatusCodes.Status400BadRequest);
        var ends = TimeProvider.System.GetUtcNow().AddHours(8).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Results.Json(new JsonObject { ["access_token"] = token, ["expires_on"] = ends, ["resource"] = resource, ["token_type"] = "Bearer", ["client_id"] = ClientId });
    }

    private sealed record PublishedKey(RsaSecurityKey Key, string? Issuer)
    {
        public JsonNode ToJson()
        {
            var numbers = Key.Rsa.ExportParameters(includePrivateParameters: false);
            var shown = new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = Key.KeyId,
                ["n"] = Base64UrlEncoder.Encode(numbers.Modulus),
                ["e"] = Base64UrlEncoder.Encode(numbers.Exponent),
            };
            if (Issuer is not null)
                shown["issuer"] = Issuer;
            return shown;
        }
    }
}
