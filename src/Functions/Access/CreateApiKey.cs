using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>Makes an API key; the only answer that shows it.</summary>
public sealed class CreateApiKey(ApiKeysTable keys, ApiKeyHolders holders, ActivityTable activity, TimeProvider clock)
{
    private const int DefaultDays = 90;

    /// <summary>For the caller, or, where their role allows it, for a service principal or another person.</summary>
    [ApiCall("Makes an API key; it is shown once", StatusCodes.Status201Created, Body = typeof(CreateApiKeyRequest), Answer = typeof(ApiKeyResponse))]
    [Function(nameof(CreateApiKey))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/api-keys")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        // A key that somebody else issued would otherwise turn into one that its holder made, and prove what it cannot.
        caller.Require(caller.InPerson, "make keys with a key that somebody else issued");
        var body = await RequestBody.ReadAsync<CreateApiKeyRequest>(request, cancel);
        FieldErrors.Check(new CreateApiKeyRules(), body);
        var role = body.Role is null ? caller.Role : Enum.Parse<WorkspaceRole>(body.Role);
        caller.Require(role <= caller.Role, $"make a key of the role {role}");

        var holder = await holders.FindAsync(caller, body, cancel);
        var secret = ApiKeySecret.Create();
        var hash = ApiKeySecret.Hash(secret);
        var now = clock.GetUtcNow();
        var key = new ApiKey(
            ApiKeySecret.IdOf(hash), hash, (body.Name ?? "").Trim(), holder.Id, holder.Name, holder.IsPerson, caller.Id, role, now, now.AddDays(body.ExpiresInDays ?? DefaultDays));
        await keys.AddAsync(key, cancel);
        await activity.AppendAsync(null, ActivityEntry.Of(caller, now, "apiKeyCreated") with { Target = holder.Name, UserId = holder.IsPerson ? holder.Id : null, After = $"{key.Name}, {role}" }, cancel);
        return Results.Created($"/api/v1/api-keys/{key.Id}", key.ToResponse() with { Key = secret });
    }
}
