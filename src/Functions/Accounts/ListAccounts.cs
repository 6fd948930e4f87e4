using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Accounts;

/// <summary>Lists the accounts that the caller may see.</summary>
public sealed class ListAccounts(AccountAccess access)
{
    /// <summary>The caller's own accounts, and automation accounts of hubs that they own.</summary>
    [ApiCall("Lists accounts", Answer = typeof(ListResponse<AccountResponse>), Query = ["app", "purpose"])]
    [Function(nameof(ListAccounts))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/accounts")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayConnectHubs(caller.Role), "list accounts");
        var app = request.Query["app"].ToString();
        var purposeText = request.Query["purpose"].ToString();
        var purpose = SaveAccountRules.ParsePurpose(purposeText);
        if (purposeText.Length > 0 && purpose is null) throw FieldErrors.One("purpose", "must be automation or personal.");

        var accounts = (await access.ListAsync(caller, cancel))
            .Where(account => (app.Length == 0 || account.App.Equals(app, StringComparison.OrdinalIgnoreCase)) && (purpose is null || account.Purpose == purpose));
        return Results.Ok(accounts.ToPage(account => account.Id, PageRequest.Of(request)).Select(account => account.ToResponse()).ToList());
    }
}
