using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>Revokes an API key for good.</summary>
public sealed class RevokeApiKey(ApiKeysTable keys, RevocationTrail trail, TimeProvider clock)
{
    /// <summary>From the next call on, the key is nobody's. The row stays, for the record. Asked again, it tells the activity where that was cut short.</summary>
    [ApiCall("Revokes an API key", StatusCodes.Status204NoContent)]
    [Function(nameof(RevokeApiKey))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/api-keys/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        if (await keys.FindAsync(id, cancel) is not { } key || !key.IsManagedBy(caller)) throw new RefusedException(RefusalKind.NotFound, "There is no such key.");
        var now = clock.GetUtcNow();
        var entry = ActivityEntry.Of(caller, now, "apiKeyRevoked") with { Target = key.HolderName, UserId = key.IsPerson ? key.HolderId : null, Before = key.Name };
        await keys.RevokeAsync(key.Id, now, entry, cancel);
        await trail.TellAsync(key.Id, cancel);
        return Results.NoContent();
    }
}
