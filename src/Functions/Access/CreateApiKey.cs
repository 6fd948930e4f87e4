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
        var asked = body.Role is null ? caller.Role : Enum.Parse<WorkspaceRole>(body.Role);
        caller.Require(asked <= caller.Role, $"make a key of the role {asked}");

        var holder = await holders.FindAsync(caller, body, cancel);
        var most = await holders.MostAsync(caller, holder, cancel);
        // A key that says more than it gives would be found out by whoever uses it.
        if (body.Role is not null && asked > most)
            throw FieldErrors.One("role", $"is more than the key would give, {most}: the directory's role of whoever makes it and whoever holds it counts, and not that of an access token.");
        var role = AccessRules.Lesser(asked, most);
        var secret = ApiKeySecret.Create();
        var hash = ApiKeySecret.Hash(secret);
        var now = clock.GetUtcNow();
        var key = new ApiKey(
            ApiKeySecret.IdOf(hash), hash, (body.Name ?? "").Trim(), holder.Id, holder.Name, holder.IsPerson, caller.Id, role, now, now.AddDays(body.ExpiresInDays ?? DefaultDays));
        // What is written is told, also where whoever asked for it hangs up in between.
        await keys.AddAsync(key, CancellationToken.None);
        await activity.AppendAsync(null, ActivityEntry.Of(caller, now, "apiKeyCreated") with { Target = holder.Name, UserId = holder.IsPerson ? holder.Id : null, After = $"{key.Name}, {role}" }, CancellationToken.None);
        return Results.Created($"/api/v1/api-keys/{key.Id}", key.ToResponse() with { Key = secret });
    }
}
