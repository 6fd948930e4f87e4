using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>Gives away what a hub has that is being removed. Done again, it comes to the same, and what was done is passed over.</summary>
public sealed class HubBelongings(AccountsTable accounts, AccountTraces traces, HubsTable hubs, HubContent content, ActivityTable activity)
{
    /// <summary>The accounts that a hub has taken, and those that people connected under it, and what becomes of each.</summary>
    public async Task<IReadOnlyList<(Account Account, AccountFate Fate)>> AccountsOfAsync(string hubId, RemovalWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wish);
        return [.. (await accounts.ListUsedByAsync(hubId, cancel)).Concat(await accounts.ListOfHubAsync(hubId, cancel)).Select(account => (account, FateOf(account, wish)))];
    }

    /// <summary>Gives all of it away: accounts, identifier and workspaces, members and grants, and the access of Collaborators. Owners keep theirs, which is to its tasks and activity.</summary>
    public async Task GiveAwayAsync(Hub hub, AutomatedTask task, RemovalWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        foreach (var (account, fate) in await AccountsOfAsync(hub.Id, wish, cancel))
        {
            if (fate == AccountFate.Deleted)
                await DeleteAsync(hub, task, account, cancel);
            else if (account.HubId == hub.Id)
                await accounts.ChangeAsync(account.Id, now => now.HubId == hub.Id ? now with { HubId = null } : null, cancel);
            else
                await accounts.ReleaseAsync(account.Id, hub.Id, cancel);
        }

        await hubs.ReleaseAllAsync(hub, cancel);
        await content.Members.DeleteAllAsync(hub.Id, cancel);
        await content.Grants.DeleteAllAsync(hub.Id, cancel);
        await content.Sources.HubTeams.ForgetHubAsync(hub.Id, cancel);
        await content.Sources.Mappings.ForgetHubAsync(hub.Id, cancel);
        var roles = await content.People.ListAsync(hub.Id, cancel);
        await content.People.PutCollaboratorsAsync(hub.Id, roles.Where(person => person.Value == HubRole.Collaborator).ToDictionary(person => person.Key, _ => false, StringComparer.Ordinal), cancel);
    }

    // The automation account is its owner's, who may want it for another hub.
    // A password that was sent and not yet seen to work is in no other place: such an account is kept.
    private static AccountFate FateOf(Account account, RemovalWish wish) => account switch
    {
        { Purpose: AccountPurpose.Automation } => AccountFate.Freed,
        { Pending.SentAt: not null } => AccountFate.Kept,
        _ => wish.DeleteAccounts ? AccountFate.Deleted : AccountFate.Kept,
    };

    // Nothing can take it while the hub has it. Its secrets go before its row: no secret is left that no row names.
    private async Task DeleteAsync(Hub hub, AutomatedTask task, Account account, CancellationToken cancel)
    {
        var entry = new ActivityEntry(
            $"{task.Id}:{account.Id}", hub.Removal?.FinalAt ?? task.CreatedAt, task.ActorId, task.ActorName, "accountDeleted", account.Label, UserId: account.OwnerId, Before: account.Username, TaskId: task.Id);
        await activity.AppendAsync(hub.Id, entry, cancel);
        await accounts.ChangeAsync(account.Id, now => now.InUseBy is null && now.HubId == hub.Id && now.Pending is not { SentAt: not null } ? now with { InUseBy = AccountsTable.Deleting } : null, cancel);
        while (await accounts.FindAsync(account.Id, cancel) is { IsDeleting: true } now && now.HubId == hub.Id)
        {
            await traces.DeleteAsync(now, cancel);
            if (await accounts.DeleteAsync(now, cancel))
                return;
        }
    }
}

/// <summary>What is stored of a hub besides its row.</summary>
public sealed record HubContent(MembersTable Members, GrantsTable Grants, HubPeopleTable People, SourceTables Sources);
