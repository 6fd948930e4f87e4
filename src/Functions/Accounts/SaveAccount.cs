using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>Saves an app's account with its credentials.</summary>
public sealed class SaveAccount(AccountsTable accounts, AccountCredentials credentials, AppCatalog catalog, ActivityTable activity, TimeProvider clock)
{
    /// <summary>The secret is stored first: a crash in between leaves a secret too many, never an account without one.</summary>
    [ApiCall("Saves an account's credentials", StatusCodes.Status201Created, Body = typeof(SaveAccountRequest), Answer = typeof(AccountResponse), HasTag = true)]
    [Function(nameof(SaveAccount))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/accounts")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayConnectHubs(caller.Role), "save accounts");
        var body = await RequestBody.ReadAsync<SaveAccountRequest>(request, cancel);
        FieldErrors.Check(new SaveAccountRules(catalog), body);

        var id = Guid.NewGuid().ToString("N");
        var totp = string.IsNullOrEmpty(body.TotpSecret) ? null : Credentials.NormaliseTotp(body.TotpSecret);
        var version = await credentials.StoreAsync(id, body.Password ?? "", totp, cancel);
        var account = NewAccount(id, body, caller, version) with { HasTotpSecret = totp is not null };
        // What is written is told, also where whoever asked for it hangs up in between.
        await accounts.AddAsync(account, CancellationToken.None);
        await activity.AppendAsync(null, ActivityEntry.Of(caller, account.CreatedAt, "accountSaved") with { Target = account.Label, UserId = caller.Id, After = account.Username }, CancellationToken.None);

        request.SendTag(account.ShownTag);
        return Results.Created($"/api/v1/accounts/{id}", account.ToResponse());
    }

    private Account NewAccount(string id, SaveAccountRequest body, Caller caller, string version)
    {
        var now = clock.GetUtcNow();
        var app = catalog.Find(body.App ?? "")?.App.Id ?? throw new InvalidOperationException("The app was in the catalog a moment ago.");
        var purpose = SaveAccountRules.ParsePurpose(body.Purpose).GetValueOrDefault();
        return new(id, app, (body.Label ?? "").Trim(), (body.Username ?? "").Trim(), purpose, caller.Id, version, false, null, now, now, new SignInRecord());
    }
}
