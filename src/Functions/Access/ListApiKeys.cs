using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>Lists API keys, without the keys.</summary>
public sealed class ListApiKeys(ApiKeysTable keys)
{
    /// <summary>The caller's own, those that they made, and, for who may make them, those of service principals.</summary>
    [ApiCall("Lists API keys, revoked and expired ones included", Answer = typeof(ListResponse<ApiKeyResponse>))]
    [Function(nameof(ListApiKeys))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/api-keys")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var mine = (await keys.ListAsync(cancel)).Where(key => key.IsManagedBy(caller));
        return Results.Ok(mine.ToPage(key => key.Id, PageRequest.Of(request)).Select(key => key.ToResponse()).ToList());
    }
}
