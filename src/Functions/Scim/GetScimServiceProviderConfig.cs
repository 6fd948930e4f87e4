using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Seatkeeper.Functions.Scim;

/// <summary>Tells what of SCIM Seatkeeper can do.</summary>
public sealed class GetScimServiceProviderConfig
{
    /// <summary>RFC 7643, 5.</summary>
    [Function(nameof(GetScimServiceProviderConfig))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/ServiceProviderConfig")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ScimAnswers.Json(new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"),
            ["patch"] = Supported(true),
            ["bulk"] = new JsonObject { ["supported"] = false, ["maxOperations"] = 0, ["maxPayloadSize"] = 0 },
            ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = ScimRequests.MostPerPage },
            ["changePassword"] = Supported(false),
            ["sort"] = Supported(false),
            ["etag"] = Supported(true),
            ["authenticationSchemes"] = new JsonArray(new JsonObject
            {
                ["type"] = "oauthbearertoken",
                ["name"] = "Token of a SCIM connection",
                ["description"] = "Authorization: Bearer, with the token that making the connection showed once.",
                ["specUri"] = "https://www.rfc-editor.org/info/rfc6750",
                ["primary"] = true,
            }),
            ["meta"] = new JsonObject { ["resourceType"] = "ServiceProviderConfig", ["location"] = $"/{ScimFunctions.Root}/ServiceProviderConfig" },
        });
    }

    private static JsonObject Supported(bool supported) => new() { ["supported"] = supported };
}
