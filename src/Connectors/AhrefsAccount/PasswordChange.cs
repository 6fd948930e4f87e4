using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsAccount;

/// <summary>Gives a person's own account another password, on its security page.</summary>
internal sealed class PasswordChange(AhrefsVisit visit, AhrefsReads reads, string password, Func<CancellationToken, Task> intend)
{
    private static readonly string[] Fields = ["security.current", "security.new", "security.repeat", "security.change"];

    public async Task<OwnChange> RunAsync(CancellationToken cancel)
    {
        visit.Mask.Add(password);
        var security = await SecurityPage.OpenAsync(visit, reads, cancel);
        var look = await security.LookAsync(FailurePhase.Prepare, cancel, Fields);
        SecurityPage.RequireOne(look, FailurePhase.Prepare, "security.current", "security.new", "security.change");
        var page = security.Page;
        await page.FillAsync("security.current", (await visit.CredentialsAsync(cancel)).Password, FailurePhase.Prepare, cancel);
        await page.FillAsync("security.new", password, FailurePhase.Prepare, cancel);
        // A page may ask for it twice, or show it instead.
        if (look.Count("security.repeat") > 0)
            await page.FillAsync("security.repeat", password, FailurePhase.Prepare, cancel);
        await RequireFilledAsync(security, cancel);
        var (change, _) = await security.SendAsync("security.change", "security.changed", "security.refused", dialog: null, intend, type: null, cancel);
        return change;
    }

    // What the page made of what was typed is what will be the password: a box that cuts it would lock its owner out.
    private async Task RequireFilledAsync(SecurityPage security, CancellationToken cancel)
    {
        var look = await security.LookAsync(FailurePhase.Prepare, cancel, Fields);
        if (look.Text("security.new") != password || (look.Count("security.repeat") > 0 && look.Text("security.repeat") != password))
            throw AhrefsPage.Fault(FailureKind.SafetyStop, FailurePhase.Prepare, "the page changed the new password while it was typed; nothing was sent");
    }
}
