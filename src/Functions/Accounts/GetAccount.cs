using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Accounts;

/// <summary>Shows one account.</summary>
public sealed class GetAccount(AccountAccess access)
{
    /// <summary>The account without its secrets.</summary>
    [ApiCall("Shows an account", Answer = typeof(AccountResponse), HasTag = true)]
    [Function(nameof(GetAccount))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/accounts/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var account = await access.SeeAsync(request.GetCaller(), id, cancel);
        request.SendTag(account.ShownTag);
        return Results.Ok(account.ToResponse());
    }
}
