using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Scim;

namespace Seatkeeper.Functions.Scim;

/// <summary>Tells of one kind of resource.</summary>
public sealed class GetScimResourceType
{
    /// <summary>By its name.</summary>
    [Function(nameof(GetScimResourceType))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/ResourceTypes/{id}")] HttpRequest request, string id)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ScimAnswers.Json(ScimResourceTypes.All.FirstOrDefault(one => one["id"]?.ToString() == id) ?? throw ScimException.NotFound(id));
    }
}
