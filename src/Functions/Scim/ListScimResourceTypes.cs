using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Scim;

namespace Seatkeeper.Functions.Scim;

/// <summary>Tells which kinds of resources there are.</summary>
public sealed class ListScimResourceTypes
{
    /// <summary>Users and groups.</summary>
    [Function(nameof(ListScimResourceTypes))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/ResourceTypes")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ScimAnswers.List(ScimResourceTypes.All, ScimResourceTypes.All.Count, startIndex: 1);
    }
}

/// <summary>The kinds of resources as SCIM shows them.</summary>
internal static class ScimResourceTypes
{
    public static IReadOnlyList<JsonObject> All => [Describe(ScimSchema.User), Describe(ScimSchema.Group)];

    private static JsonObject Describe(ScimSchema schema) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ResourceType"),
        ["id"] = schema.Name,
        ["name"] = schema.Name,
        ["endpoint"] = $"/{schema.Name}s",
        ["description"] = schema.Description,
        ["schema"] = schema.Id,
        ["meta"] = new JsonObject { ["resourceType"] = "ResourceType", ["location"] = $"/{ScimFunctions.Root}/ResourceTypes/{schema.Name}" },
    };
}
