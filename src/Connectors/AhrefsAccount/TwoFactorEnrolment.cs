using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsAccount;

/// <summary>
/// Turns two-factor authentication on for a person's own account. What the page shows once is kept before the step that makes it
/// count: the secret before the code is typed, the backup code before the dialog is closed.
/// </summary>
internal sealed class TwoFactorEnrolment(AhrefsVisit visit, AhrefsReads reads, ITwoFactorKeeper keeper)
{
    private const int ShortestSecret = 16;
    private const int LongestSecret = 128;
    private static readonly string[] Dialog = ["enrol.secret", "enrol.code", "enrol.confirm", "enrol.backupCode"];

    public async Task<OwnChange> RunAsync(CancellationToken cancel)
    {
        var security = await SecurityPage.OpenAsync(visit, reads, cancel);
        var look = await security.LookAsync(FailurePhase.Prepare, cancel, ["security.twoFactorOn", "security.setUp"]);
        if (look.Count("security.twoFactorOn") > 0)
            return new OwnChange(OwnChangeStatus.AlreadySo);
        SecurityPage.RequireOne(look, FailurePhase.Prepare, "security.setUp");
        await security.Page.ClickAsync("security.setUp", FailurePhase.Prepare, cancel);
        var asked = await security.LookAsync(FailurePhase.Prepare, cancel, Dialog, "enrol");
        SecurityPage.RequireOne(asked, FailurePhase.Prepare, "enrol.secret", "enrol.code", "enrol.confirm");
        var secret = SecretOf(asked.Text("enrol.secret"));
        visit.Mask.Add(secret);
        await keeper.KeepSecretAsync(secret, cancel);
        var code = await NextCodeAsync(secret, cancel);
        // A page may send it after the last digit: from the typing on nobody knows whether it was.
        var (change, said) = await security.SendAsync(
            "enrol.confirm", "enrol.backupCode", "enrol.refused", "enrol", keeper.IntendAsync, stop => security.Page.FillAsync("enrol.code", code, FailurePhase.Submit, stop), cancel);
        return said is null ? change : await KeepBackupCodeAsync(security, change, said, cancel);
    }

    // The code's step is recorded before it is typed, so that no code is ever sent twice; the sign-in that verifies it waits for the next.
    private async Task<string> NextCodeAsync(string secret, CancellationToken cancel)
    {
        var record = await visit.Run.GetSignInRecordAsync(cancel);
        var code = await OneTimeCode.NextAsync(secret, record.LastUsedCodeStep, visit.Tools.Time, cancel);
        visit.Mask.Add(code.Code);
        await visit.Run.SaveSignInRecordAsync(record with { LastUsedCodeStep = code.Step }, cancel);
        return code.Code;
    }

    private async Task<OwnChange> KeepBackupCodeAsync(SecurityPage security, OwnChange change, PageLook said, CancellationToken cancel)
    {
        if (said.Text("enrol.backupCode") is not { Length: > 0 } code)
            return change;
        visit.Mask.Add(code);
        try
        {
            await keeper.KeepBackupCodeAsync(code, cancel);
            await security.Page.ClickAsync("enrol.done", FailurePhase.Verify, cancel);
            return change;
        }
        catch (AppFailureException e)
        {
            // It is on by now, whatever became of the code that its owner would have.
            return change with { Failure = e.Failure with { Effect = FailureEffect.Applied } };
        }
    }

    // Data of the page, and taken for nothing but what it has to be; it is quoted nowhere.
    private static string SecretOf(string? shown)
    {
        var text = string.Concat((shown ?? "").Where(letter => letter is not (' ' or '-' or '\u00a0'))).TrimEnd('=').ToUpperInvariant();
        return text.Length is >= ShortestSecret and <= LongestSecret && text.All(letter => letter is >= 'A' and <= 'Z' or >= '2' and <= '7')
            ? text
            : throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, "enrol.secret: what the page shows is no base32 secret");
    }
}
