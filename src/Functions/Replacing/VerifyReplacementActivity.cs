using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Takes the hub and the new account, and signs in with it. The hub goes on naming the old one.</summary>
public sealed class VerifyReplacementActivity(ReplacementTurns turns, AccountsTable accounts, AccountClaims claims, HubAutomation automation, CheckBlobs blobs)
{
    /// <summary>What was found.</summary>
    [Function(nameof(VerifyReplacementActivity))]
    public async Task<ReplacementVerified> Run([ActivityTrigger] AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (hub, task, trouble) = await turns.TakeAsync(step, cancel);
        if (hub is null || task?.Wish is null)
            return new ReplacementVerified(Trouble: trouble ?? Failed(FailureKind.Unexpected, "The task does not say what is wished."));

        var wanted = (await blobs.ReadAsync<ReplacementWish>(task.Wish, cancel)).AccountId;
        // What an earlier one left taken that died is nobody's: the hub is this task's by now.
        if (wanted != hub.AutomationAccountId)
            await claims.SettleAsync(hub.Id, cancel);
        if (await accounts.FindAsync(wanted, cancel) is not { } account || account.App != hub.App || !await accounts.ClaimAsync(wanted, hub.Id, cancel))
            return new ReplacementVerified(Trouble: Failed(FailureKind.ConcurrentChange, "Another hub took the account meanwhile, or it is gone."));

        var (connection, failed) = await automation.RunAsync(hub with { AutomationAccountId = wanted }, step, (app, run, stop) => app.VerifyAsync(run, hub.SignInWish, stop), cancel);
        if (connection is null)
            return new ReplacementVerified(Trouble: failed);
        return RefusalOf(hub, connection) is { } refused ? new ReplacementVerified(Trouble: refused) : new ReplacementVerified(wanted, connection);
    }

    private static StepTrouble? RefusalOf(Hub hub, VerifiedConnection connection)
    {
        var (workspace, role) = (connection.Workspace, connection.OperatorRole);
        if (hub.Workspace is { } pinned && pinned.Id != workspace.Id && (pinned.HasId || pinned.Name != workspace.Name))
            return Failed(FailureKind.WrongWorkspace, $"The hub belongs to {pinned.Name}; the account opens {workspace.Name}.");
        return role is AppRole.Admin or AppRole.Owner ? null : Failed(FailureKind.InsufficientRole, $"The account is {role} in {workspace.Name}.");
    }

    private static StepTrouble Failed(FailureKind kind, string detail) => new(new Failure(kind, Detail: detail));
}
