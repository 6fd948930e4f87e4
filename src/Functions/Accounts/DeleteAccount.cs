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

    /// <summary>The row goes first, so that nothing can take the account while its secrets go.</summary>
    [ApiCall("Deletes an account", StatusCodes.Status204NoContent)]
    [Function(nameof(DeleteAccount))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/accounts/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var account = await access.OwnAsync(caller, id, cancel);
            if (account.InUseBy is { } hub) throw new RefusedException(RefusalKind.AccountInUse, $"The hub {hub} uses the account.");
            request.RequireMatch(account.ShownTag);
            if (!await accounts.DeleteAsync(account, cancel)) continue;
            await traces.DeleteAsync(account, cancel);
            await activity.AppendAsync(null, ActivityEntry.Of(caller, clock.GetUtcNow(), "accountDeleted") with { Target = account.Label, UserId = caller.Id, Before = account.Username }, cancel);
            return Results.NoContent();
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "The account is being changed by others at the same time.");
    }
}
