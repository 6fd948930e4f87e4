using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Scim;

/// <summary>Answers of SCIM: resources, lists and errors (RFC 7644).</summary>
internal static class ScimAnswers
{
    public const string ContentType = "application/scim+json";

    private const string ListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    private const string ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

    /// <summary>An error. The one answer that tells a caller without a token what to send.</summary>
    public static IResult Of(ScimError error, HttpContext http)
    {
        if (error.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"seatkeeper\"";
        var body = new JsonObject { ["schemas"] = new JsonArray(ErrorSchema), ["status"] = error.Status.ToString(CultureInfo.InvariantCulture), ["detail"] = error.Detail };
        if (error.Type != ScimErrorType.None)
            body["scimType"] = ApiJson.Name(error.Type.ToString());
        return Json(body, error.Status);
    }

    /// <summary>A resource, with its version; nothing but 304 where the caller has that already.</summary>
    public static IResult Resource(HttpRequest request, JsonObject resource, ScimProjection projection, ETag version, int status = StatusCodes.Status200OK)
    {
        request.SendTag(version);
        if (status == StatusCodes.Status201Created)
            request.HttpContext.Response.Headers.Location = resource["meta"]?["location"]?.ToString();
        if (HttpMethods.IsGet(request.Method) && request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(EntityTags.Of(version), StringComparer.Ordinal))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        return Json(projection.Of(resource), status);
    }

    /// <summary>A list, cut to a page that was made already.</summary>
    public static IResult List(IEnumerable<JsonObject> resources, int total, int startIndex)
    {
        var shown = new JsonArray([.. resources]);
        return Json(new JsonObject { ["schemas"] = new JsonArray(ListSchema), ["totalResults"] = total, ["startIndex"] = startIndex, ["itemsPerPage"] = shown.Count, ["Resources"] = shown }, StatusCodes.Status200OK);
    }

    /// <summary>JSON of SCIM.</summary>
    public static IResult Json(JsonObject body, int status = StatusCodes.Status200OK) => Results.Text(body.ToJsonString(), ContentType, Encoding.UTF8, status);

    /// <summary>What a resource says of itself.</summary>
    public static JsonObject Meta(ScimSchema schema, string id, DateTimeOffset created, DateTimeOffset changed, ETag version)
    {
        var meta = ScimValues.NewObject();
        meta["resourceType"] = schema.Name;
        meta["created"] = Time(created);
        meta["lastModified"] = Time(changed);
        meta["location"] = $"/{ScimFunctions.Root}/{schema.Name}s/{Uri.EscapeDataString(id)}";
        meta["version"] = EntityTags.Of(version);
        return meta;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
