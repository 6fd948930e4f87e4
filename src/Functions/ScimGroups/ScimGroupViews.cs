using System.Text.Json.Nodes;
using Azure;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Groups as SCIM shows them.</summary>
internal static class ScimGroupViews
{
    private const string Members = "members";

    /// <summary>Its version: what the row says of the telling is no provider's business.</summary>
    public static ETag TagOf(GroupSummary group) => new(group.Version);

    /// <summary>As PATCH and PUT change it.</summary>
    public static ScimGroup Said(IdpGroup group) => new(group.About.Name, group.About.ExternalId, group.MemberIds.ToHashSet(StringComparer.Ordinal));

    public static JsonObject Of(GroupSummary group, IReadOnlyList<string>? members)
    {
        var shown = ScimValues.NewObject();
        shown["schemas"] = new JsonArray(ScimSchema.Group.Id);
        shown["id"] = group.Id;
        if (group.ExternalId is not null)
            shown["externalId"] = group.ExternalId;
        shown["displayName"] = group.Name;
        if (members is not null)
            shown[Members] = new JsonArray([.. members.Select(Member)]);
        shown["meta"] = ScimAnswers.Meta(ScimSchema.Group, group.Id, group.CreatedAt, group.ChangedAt, TagOf(group));
        return shown;
    }

    public static IResult Answer(HttpRequest request, IdpGroup group, int status = StatusCodes.Status200OK)
    {
        var projection = ScimRequests.Projection(request, ScimSchema.Group);
        return ScimAnswers.Resource(request, Of(group.About, projection.Wants(Members) ? group.MemberIds : null), projection, TagOf(group.About), status);
    }

    private static JsonNode Member(string id)
    {
        var member = ScimValues.NewObject();
        member["value"] = id;
        member["$ref"] = $"/{ScimFunctions.Root}/Users/{id}";
        member["type"] = "User";
        return member;
    }
}
