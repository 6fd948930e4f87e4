using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Scim;

namespace Seatkeeper.Functions.Scim;

/// <summary>Tells of one schema.</summary>
public sealed class GetScimSchema
{
    /// <summary>By its URN.</summary>
    [Function(nameof(GetScimSchema))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/Schemas/{id}")] HttpRequest request, string id)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ScimAnswers.Json(ScimSchemas.All.FirstOrDefault(one => one["id"]?.ToString() == id) ?? throw ScimException.NotFound(id));
    }
}
