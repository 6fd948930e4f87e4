using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Scim;

/// <summary>Tells which attributes Seatkeeper keeps. What is not told here is taken and not kept.</summary>
public sealed class ListScimSchemas
{
    /// <summary>Of users and of groups.</summary>
    [Function(nameof(ListScimSchemas))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/Schemas")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ScimAnswers.List(ScimSchemas.All, ScimSchemas.All.Count, startIndex: 1);
    }
}

/// <summary>The schemas as SCIM shows them.</summary>
internal static class ScimSchemas
{
    public static IReadOnlyList<JsonObject> All => [Describe(ScimSchema.User), Describe(ScimSchema.Group)];

    private static JsonObject Describe(ScimSchema schema) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Schema"),
        ["id"] = schema.Id,
        ["name"] = schema.Name,
        ["description"] = schema.Description,
        ["attributes"] = Attributes(schema.Attributes),
        ["meta"] = new JsonObject { ["resourceType"] = "Schema", ["location"] = $"/{ScimFunctions.Root}/Schemas/{schema.Id}" },
    };

    private static JsonArray Attributes(IEnumerable<ScimAttribute> attributes) => new([.. attributes.Select(Attribute)]);

    private static JsonObject Attribute(ScimAttribute attribute)
    {
        var told = new JsonObject
        {
            ["name"] = attribute.Name,
            ["type"] = ApiJson.Name(attribute.Type.ToString()),
            ["multiValued"] = attribute.IsMultiValued,
            ["description"] = attribute.Description,
            ["required"] = attribute.IsRequired,
            ["mutability"] = attribute.IsReadOnly ? "readOnly" : "readWrite",
            ["returned"] = "default",
        };
        if (attribute.Type is ScimType.String or ScimType.Reference)
            told["caseExact"] = attribute.IsCaseExact;
        told["uniqueness"] = attribute.IsUnique ? "server" : "none";
        if (attribute.Type == ScimType.Reference)
            told["referenceTypes"] = new JsonArray("User");
        if (attribute.Sub.Count > 0)
            told["subAttributes"] = Attributes(attribute.Sub);
        return told;
    }
}
