using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Protecting;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>Changes an account's credentials.</summary>
public sealed class ChangeCredentials(AccountAccess access, AccountsTable accounts, AccountCredentials credentials, ActivityTable activity, TimeProvider clock)
{
    private const int MostTries = 5;

    /// <summary>
    /// Stores a new version beside the old one, points the account to it, and only then deletes the old one. Where a protection left open
    /// which one is in force, none is deleted before a sign-in with the new one worked: it may be mistyped.
    /// </summary>
    [ApiCall("Changes an account's credentials", Body = typeof(ChangeCredentialsRequest), Answer = typeof(AccountResponse), HasTag = true)]
    [Function(nameof(ChangeCredentials))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/accounts/{id}/credentials")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        await access.OwnAsync(caller, id, cancel);
        var body = await RequestBody.ReadAsync<ChangeCredentialsRequest>(request, cancel);
        FieldErrors.Check(new ChangeCredentialsRules(), body);

        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            // Whatever an earlier change left over goes first: an account names one such secret at a time.
            await credentials.CleanAsync(id, cancel);
            var account = await access.OwnAsync(caller, id, cancel);
            request.RequireMatch(account.ShownTag);
            await access.RefuseWhileProtectedAsync(account, cancel);
            if (body.Password is null && account.Pending is { SentAt: not null })
                throw FieldErrors.One("password", "must be there: a protection was not finished, so it is not known which password is in force.");
            if (account.Pending is { SentAt: null } unsent)
            {
                await accounts.ChangeAsync(id, now => now.Pending is { SentAt: null } ? CredentialChanges.Drop(now, unsent.Version) : null, cancel);
                continue;
            }

            if (await TryChangeAsync(account, body, cancel)) return await AnswerAsync(request, caller, id);
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "The account is being changed by others at the same time.");
    }

    private async Task<bool> TryChangeAsync(Account account, ChangeCredentialsRequest body, CancellationToken cancel)
    {
        var password = body.Password;
        var totp = body.TotpSecret is null ? null : Credentials.NormaliseTotp(body.TotpSecret);
        if (password is null || body.TotpSecret is null)
        {
            var old = await credentials.GetAsync(account.Id, cancel);
            password ??= old.Password;
            totp = body.TotpSecret is null ? old.TotpSecret : totp;
        }

        var version = await credentials.StoreAsync(account.Id, password, totp, cancel);
        var made = new NewCredentials(version, totp is not null, GivesPassword: body.Password is not null, GivesTotp: body.TotpSecret is not null);
        // What is changed is told, also where whoever asked for it hangs up meanwhile.
        var changed = await accounts.ChangeCredentialsAsync(account, made, clock.GetUtcNow(), CancellationToken.None);
        if (changed)
            await credentials.ForgetReplacedAsync(account.Id, CancellationToken.None);
        else
            await credentials.DeleteAsync(account.Id, version, cancel);
        return changed;
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, Caller caller, string id)
    {
        var account = await access.OwnAsync(caller, id, CancellationToken.None);
        await activity.AppendAsync(account.InUseBy ?? account.HubId, ActivityEntry.Of(caller, account.UpdatedAt, "credentialsChanged") with { Target = account.Label, UserId = caller.Id }, CancellationToken.None);
        request.SendTag(account.ShownTag);
        return Results.Ok(account.ToResponse());
    }
}
