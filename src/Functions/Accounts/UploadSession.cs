using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>Takes a session that a person signed in; it is encrypted at once, and never read back through the API.</summary>
public sealed class UploadSession(AccountAccess access, AccountsTable accounts, SessionBlobs sessions, ActivityTable activity, TimeProvider clock)
{
    /// <summary>Replaces whatever session there is.</summary>
    [ApiCall("Uploads a session that a person signed in", StatusCodes.Status204NoContent, Body = typeof(UploadSessionRequest))]
    [Function(nameof(UploadSession))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/accounts/{id}/session")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var account = await access.OwnAsync(caller, id, cancel);
        var body = await RequestBody.ReadAsync<UploadSessionRequest>(request, cancel);
        SessionRules.Check(body);

        var state = JsonSerializer.Serialize(new { body.Cookies, Origins = body.Origins ?? [] }, ApiJson.Options);
        var origin = body.SignedIn is { Window: true } made ? new SessionOrigin(WithWindow: true, made.Browser) : null;
        // What is written is told, also where whoever asked for it hangs up in between.
        await sessions.SaveAsync(account.Id, new SessionToStore(state, origin), replaces: null, CancellationToken.None);
        if (await accounts.FindAsync(account.Id, CancellationToken.None) is null or { InUseBy: AccountsTable.Deleting })
        {
            // Deleted while the session was on its way: no session is left that no row names.
            await sessions.DeleteAsync(account.Id, CancellationToken.None);
            throw AccountAccess.NotFound();
        }

        await activity.AppendAsync(account.InUseBy, ActivityEntry.Of(caller, clock.GetUtcNow(), "sessionUploaded") with { Target = account.Label, UserId = caller.Id }, CancellationToken.None);
        return Results.NoContent();
    }
}
