using Seatkeeper.Connectors;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Changing;

/// <summary>Makes plans of changes from what is stored.</summary>
public sealed class ChangePlans(MembersTable members, WorkspaceUsersTable people, GuardLedgerTable ledger, AppCatalog apps)
{
    /// <summary>Makes the plan of a wish.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="taskId">The task, or empty in a dry run.</param>
    /// <param name="wish">What is wished.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<ChangePlan> MakeAsync(Hub hub, string taskId, ChangeWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(wish);
        var stored = members.LoadAsync(hub.Id, cancel);
        var history = ledger.ReadAsync(hub.Id, cancel);
        var known = wish.Action == ChangeAction.Invite ? await KnownAddressesAsync(cancel) : new HashSet<string>(StringComparer.Ordinal);
        var roles = apps.Find(hub.App)?.App.Roles ?? [];
        var about = new HubFacts(hub.OperatorEmail, roles, hub.LastCheck?.Seats, known);
        var now = await history;
        return ChangePlanner.Plan(new ChangeInput(taskId, wish, [.. (await stored).Select(member => member.Member)], about, hub.Rules.Guard.At(now.Now), now));
    }

    private async Task<HashSet<string>> KnownAddressesAsync(CancellationToken cancel) =>
        (await people.ReadAllAsync(cancel)).SelectMany(person => person.Aliases.Append(person.Email)).Select(EmailAddress.KeyOf).ToHashSet(StringComparer.Ordinal);
}
