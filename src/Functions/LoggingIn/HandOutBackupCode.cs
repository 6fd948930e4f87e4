using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.LoggingIn;

/// <summary>Hands the backup code of two-factor authentication out to the account's owner.</summary>
public sealed class HandOutBackupCode(AccountAccess access, Logins logins, BackupCodes codes)
{
    /// <summary>Once: it is deleted then, and whoever loses it makes another one in the app.</summary>
    [ApiCall("Hand out the backup code of a protected account, once", Answer = typeof(BackupCodeResponse))]
    [Function(nameof(HandOutBackupCode))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/accounts/{id}/backup-code")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var account = await access.OwnInPersonAsync(caller, id, "take a backup code", cancel);
        if (!account.HasBackupCode || await codes.FindAsync(account.Id, cancel) is not { } waiting) throw None();
        await logins.AdmitAsync(account, caller, "backupCodeHandedOut", cancel);
        if (!await codes.TryTakeAsync(account.Id, waiting, cancel)) throw None();
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new BackupCodeResponse(waiting.Code));
    }

    private static RefusedException None() => new(RefusalKind.NotFound, "No backup code waits here: none was given, or it was handed out. Another one can be made in the app.");
}
