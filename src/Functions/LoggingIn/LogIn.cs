using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.LoggingIn;

/// <summary>Gives an account's owner what they need to sign in to the app.</summary>
public sealed class LogIn(AccountAccess access, AccountsTable accounts, AccountCredentials credentials, Logins logins, LoginAnswers answers)
{
    /// <summary>
    /// For its owner alone, in person. An <c>Idempotency-Key</c> changes nothing: each call is counted and recorded, and none of its
    /// answer is kept.
    /// </summary>
    [ApiCall("What the owner of an account needs to sign in to the app", Answer = typeof(LoginResponse))]
    [Function(nameof(LogIn))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/accounts/{id}/login")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var account = await access.OwnInPersonAsync(caller, id, "log in with an account", cancel);
        await logins.AdmitAsync(account, caller, "accountLoggedIn", cancel);
        var inForce = await credentials.GetAsync(account.Id, cancel);
        // Read again: a protection may have promoted something since.
        account = await accounts.FindAsync(account.Id, cancel) ?? account;
        var open = account.Pending is { SentAt: not null } pending ? await credentials.FindAsync(account.Id, pending.Version, cancel) : null;
        var kept = new List<AccountSecrets>();
        foreach (var version in account.KeptVersions)
        {
            if (await credentials.FindAsync(account.Id, version, cancel) is { } found) kept.Add(found);
        }

        var answer = answers.Make(account, inForce, open, kept);
        await accounts.ChangeAsync(account.Id, now => Told(now, inForce, answer), cancel);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Ok(answer);
    }

    // What a protection put in the place of these since is still told to nobody, nor is the secret that the code is made of.
    private Account Told(Account now, AppCredentials inForce, LoginResponse answer) => now with
    {
        HasUntoldPassword = now.HasUntoldPassword && now.CredentialsVersion != inForce.Version,
        SignIn = answer.OneTimeCode is null ? now.SignIn : now.SignIn with { LastUsedCodeStep = Math.Max(now.SignIn.LastUsedCodeStep ?? 0, answers.Step) },
    };
}

/// <summary>Puts the answer together.</summary>
public sealed class LoginAnswers(AppCatalog apps, TimeProvider clock)
{
    /// <summary>The step of the one-time code that is good now; the automation uses it for nothing any more.</summary>
    public long Step => PresentCode.StepOf(clock.GetUtcNow());

    /// <summary>Address, username, password and code.</summary>
    public LoginResponse Make(Account account, AppCredentials inForce, AccountSecrets? open, IReadOnlyCollection<AccountSecrets> kept)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(inForce);
        var app = apps.Find(account.App)?.App ?? throw new AppFailureException(new Failure(FailureKind.Unexpected, Detail: $"There is no app {account.App}."));
        var now = clock.GetUtcNow();
        var code = PresentCode.Of(inForce.TotpSecret, now);
        return new LoginResponse(
            app.SignInAddress.AbsoluteUri, account.Username, inForce.Password, code?.Code, code?.SecondsLeft, open is null ? null : Of(open, now),
            kept.Count == 0 ? null : [.. kept.Select(secrets => Of(secrets, now))]);
    }

    private static UnfinishedLogin Of(AccountSecrets secrets, DateTimeOffset now) => new(secrets.Password, PresentCode.Of(secrets.TotpSecret, now)?.Code);
}
