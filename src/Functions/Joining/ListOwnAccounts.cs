using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Joining;

/// <summary>Shows the caller's own account of a hub.</summary>
public sealed class ListOwnAccounts(HubCalls calls, OwnMembers members, AccountsTable accounts)
{
    /// <summary>One account or none, and nobody else's whoever asks.</summary>
    [ApiCall("The caller's own account of a hub", Answer = typeof(ListResponse<AccountResponse>))]
    [Function(nameof(ListOwnAccounts))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/accounts")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Name, cancel);
        AccountAccess.RequireInPerson(call.Caller, "see your own account");
        var own = await accounts.FindAsync(OwnMembers.AccountIdOf(call.Hub.Id, call.Caller.Id), cancel);
        // Who has none yet is told why they can have none.
        if (own is null) await members.RequireAsync(call, cancel);
        IReadOnlyList<Account> found = own is { IsDeleting: false } ? [own] : [];
        return Results.Ok(found.ToPage(account => account.Id, PageRequest.Of(request)).Select(account => account.ToResponse()).ToList());
    }
}
