using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Scim;

/// <summary>Lets an identity provider call; the only answer that shows its token.</summary>
public sealed class CreateScimConnection(ScimConnectionsTable connections, ActivityTable activity, TimeProvider clock)
{
    private static readonly CreateScimConnectionRules rules = new();

    /// <summary>A token of 256 random bits; what is stored is its hash.</summary>
    [ApiCall("Lets an identity provider call by SCIM; its token is shown once", StatusCodes.Status201Created, Body = typeof(CreateScimConnectionRequest), Answer = typeof(ScimConnectionResponse))]
    [Function(nameof(CreateScimConnection))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/scim-connections")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayConnectProviders(caller.Role), "connect identity providers");
        var body = await RequestBody.ReadAsync<CreateScimConnectionRequest>(request, cancel);
        FieldErrors.Check(rules, body);
        var replaced = body.Replaces is null ? null : await connections.FindAsync(body.Replaces, cancel) ?? throw FieldErrors.One("replaces", "names no SCIM connection.");

        var token = ApiKeySecret.Create();
        var hash = ApiKeySecret.Hash(token);
        var now = clock.GetUtcNow();
        var connection = new ScimConnection(
            ApiKeySecret.IdOf(hash), hash, (body.Name ?? "").Trim(), replaced?.SourceId ?? Guid.NewGuid().ToString("N"), caller.Id, caller.Name, now,
            body.ExpiresInDays is { } days ? now.AddDays(days) : null);
        // What is written is told, also where whoever asked for it hangs up in between.
        await connections.AddAsync(connection, CancellationToken.None);
        await activity.AppendAsync(null, ActivityEntry.Of(caller, now, "scimConnectionCreated") with { Target = connection.Name, Before = replaced?.Name, After = connection.Id }, CancellationToken.None);
        return Results.Created($"/api/v1/scim-connections/{connection.Id}", connection.ToResponse() with { Token = token });
    }
}

internal sealed class CreateScimConnectionRules : AbstractValidator<CreateScimConnectionRequest>
{
    public CreateScimConnectionRules()
    {
        RuleFor(connection => connection.Name).Must(name => name?.Trim() is { Length: >= 1 and <= 80 } text && !text.Any(char.IsControl))
            .WithMessage("must be 1 to 80 characters, without control characters.");
        RuleFor(connection => connection.ExpiresInDays).Must(days => days is null or (>= 1 and <= 3_650)).WithMessage("must be 1 to 3650.");
    }
}
