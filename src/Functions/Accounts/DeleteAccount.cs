using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>Deletes an account with its secrets and session.</summary>
public sealed class DeleteAccount(AccountAccess access, AccountsTable accounts, AccountTraces traces, ActivityTable activity, TimeProvider clock)
{
    private const int MostTries = 5;
    private const string Unfinished = "unfinishedProtection";

    /// <summary>
    /// First nothing can take the account any more, then its secrets go, and its row goes last: cut short anywhere, the same call
    /// finishes it, and no secret is left that no row names. Where a protection was not finished, what may be in force goes only where
    /// the call says so.
    /// </summary>
    [ApiCall("Deletes an account", StatusCodes.Status204NoContent, Query = ["allow"], TakesIfMatch = true)]
    [Function(nameof(DeleteAccount))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/accounts/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var allowed = MayBeUnfinished(request);
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var account = await access.OwnAsync(caller, id, cancel);
            if (account.InUseBy is not (null or AccountsTable.Deleting)) throw new RefusedException(RefusalKind.AccountInUse, $"The hub {account.InUseBy} uses the account.");
            if (account.InUseBy is null)
            {
                request.RequireMatch(account.ShownTag);
                await access.RefuseWhileProtectedAsync(account, cancel);
                if (account.IsProtectionUnfinished && !allowed) throw NotFinished(account);
                // Only as long as no other task was begun since: a protection that has sent something needs the secrets.
                await accounts.ChangeAsync(id, now => now.InUseBy is null && now.TaskId == account.TaskId && (allowed || !now.IsProtectionUnfinished) ? now with { InUseBy = AccountsTable.Deleting } : null, cancel);
                continue;
            }

            await traces.DeleteAsync(account, cancel);
            await activity.AppendAsync(account.HubId, ActivityEntry.Of(caller, clock.GetUtcNow(), "accountDeleted") with { Target = account.Label, UserId = caller.Id, Before = account.Username }, cancel);
            if (!await accounts.DeleteAsync(account, cancel)) continue;
            return Results.NoContent();
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "The account is being changed by others at the same time.");
    }

    private static bool MayBeUnfinished(HttpRequest request)
    {
        var allow = request.Query["allow"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return allow.All(word => word == Unfinished) ? allow.Length > 0 : throw FieldErrors.One("allow", $"may hold {Unfinished}.");
    }

    private static RefusedException NotFinished(Account account) => new(new Refusal(
        RefusalKind.StageNotAllowed,
        $"The account's protection is unfinished: a password that may be in force is in no other place. Protect it again, or save the password that works and verify it; to delete it all the same, say allow={Unfinished}.",
        Link: account.TaskId is { } task ? $"/api/v1/tasks/{task}" : null));
}
