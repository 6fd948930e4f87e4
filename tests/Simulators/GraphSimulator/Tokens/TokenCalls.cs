using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Tokens;

/// <summary>The Entra token endpoint, and the check of what it gave out.</summary>
internal static class TokenCalls
{
    private const string Bearer = "Bearer ";
    private const string GraphScope = "/.default";

    /// <summary>Answers a request for a token by client credentials, with the errors that Entra gives.</summary>
    public static SimAnswer Issue(GraphCall call)
    {
        var form = QueryHelpers.ParseQuery(call.Body);
        string Field(string name) => form.TryGetValue(name, out var value) ? value.ToString() : "";
        call.Detail["grant"] = Field("grant_type");
        call.Detail["scope"] = Field("scope");
        lock (call.World.Gate)
        {
            var app = call.World.App;
            if (!call.Id.Equals(app.TenantId, StringComparison.OrdinalIgnoreCase))
                return Refusal(400, "invalid_request", 90002, $"Tenant '{call.Id}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.");
            if (Field("grant_type") != "client_credentials")
                return Refusal(400, "unsupported_grant_type", 70003, $"The app requested an unsupported grant type '{Field("grant_type")}'.");
            if (!Field("client_id").Equals(app.ClientId, StringComparison.OrdinalIgnoreCase))
                return Refusal(400, "unauthorized_client", 700016, $"Application with identifier '{Field("client_id")}' was not found in the directory.");
            if (Field("client_secret") != app.ClientSecret)
                return Refusal(401, "invalid_client", 7000215, $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app.ClientId}'.");
            if (app.SecretExpired)
                return Refusal(401, "invalid_client", 7000222, $"The provided client secret keys for app '{app.ClientId}' are expired.");
            if (!Field("scope").EndsWith(GraphScope, StringComparison.Ordinal))
                return Refusal(400, "invalid_scope", 1002012, "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.");
            return Token(call.World);
        }
    }

    /// <summary>The refusal of a request without a good token, or of an app without permissions; null where it may go on.</summary>
    public static SimAnswer? Refuse(GraphCall call)
    {
        var header = call.Http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return SimAnswer.Error(401, "InvalidAuthenticationToken", "Access token is empty.");
        lock (call.World.Gate)
        {
            if (!call.World.Tokens.IsGood(header[Bearer.Length..].Trim(), call.World.Clock.Now))
                return SimAnswer.Error(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
            return call.World.App.ConsentRemoved
                ? SimAnswer.Error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
                : null;
        }
    }

    private static SimAnswer Token(SimWorld world)
    {
        var seconds = world.Options.TokenSeconds;
        return SimAnswer.Ok(new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = world.Tokens.Issue(world.Clock.Now.AddSeconds(seconds)),
        });
    }

    private static SimAnswer Refusal(int status, string error, int code, string message) => new(status)
    {
        Json = new JsonObject
        {
            ["error"] = error,
            ["error_description"] = $"AADSTS{code}: {message}",
            ["error_codes"] = new JsonArray(code),
            ["trace_id"] = Guid.NewGuid().ToString(),
            ["correlation_id"] = Guid.NewGuid().ToString(),
        },
    };
}
