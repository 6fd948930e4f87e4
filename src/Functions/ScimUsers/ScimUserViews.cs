using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>Users as SCIM shows them: as their provider sent them, and whether they are in the company as Seatkeeper knows it.</summary>
internal static class ScimUserViews
{
    /// <summary>What the provider sent, and <c>active</c>.</summary>
    public static JsonObject Attributes(ScimUser user)
    {
        var attributes = JsonNode.Parse(user.Attributes, new JsonNodeOptions { PropertyNameCaseInsensitive = true })?.AsObject() ?? ScimValues.NewObject();
        attributes["active"] = user.Person.Active;
        return attributes;
    }

    public static JsonObject Of(ScimUser user)
    {
        var shown = ScimValues.NewObject();
        shown["schemas"] = new JsonArray(ScimSchema.User.Id);
        shown["id"] = user.Person.Id;
        foreach (var (name, node) in Attributes(user))
            shown[name] = node?.DeepClone();
        shown["meta"] = ScimAnswers.Meta(ScimSchema.User, user.Person.Id, user.CreatedAt, user.ChangedAt, user.Person.Tag);
        return shown;
    }

    public static IResult Answer(HttpRequest request, ScimUser user, int status = StatusCodes.Status200OK) =>
        ScimAnswers.Resource(request, Of(user), ScimRequests.Projection(request, ScimSchema.User), user.Person.Tag, status);
}
