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
    private const string Kept = "accountKept";

    /// <summary>The accounts that a hub has taken, and those that people connected under it, and what becomes of each.</summary>
    public async Task<IReadOnlyList<(Account Account, AccountFate Fate)>> AccountsOfAsync(string hubId, RemovalWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var fates = new List<(Account, AccountFate)>();
        foreach (var account in (await accounts.ListUsedByAsync(hubId, cancel)).Concat(await accounts.ListOfHubAsync(hubId, cancel)))
            fates.Add((account, FateOf(account, wish, await HasLeftAsync(account, cancel))));
        return fates;
    }

    /// <summary>Gives all of it away: accounts, identifier and workspaces, members and grants, and the access of Collaborators. Owners keep theirs, which is to its tasks and activity.</summary>
    public async Task GiveAwayAsync(Hub hub, AutomatedTask task, RemovalWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        foreach (var (account, fate) in await AccountsOfAsync(hub.Id, wish, cancel))
        {
            if (fate == AccountFate.Deleted && await DeleteAsync(hub, task, account, cancel))
                continue;
            if (wish.DeleteAccounts && account is { Purpose: AccountPurpose.Personal, IsDeleting: false })
                await TellKeptAsync(hub, task, account, cancel);
            if (account.HubId == hub.Id)
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
    private static AccountFate FateOf(Account account, RemovalWish wish, bool hasOwnerLeft) => account switch
    {
        { Purpose: AccountPurpose.Automation } => AccountFate.Freed,
        // Its secrets may be gone already.
        { IsDeleting: true } => AccountFate.Deleted,
        _ when IsTheirsAlone(account, hasOwnerLeft) => AccountFate.Kept,
        _ => wish.DeleteAccounts ? AccountFate.Deleted : AccountFate.Kept,
    };

    // What its owner has nowhere else nobody takes from them. Whoever left the workspace gets nothing of it any more, and nobody but this
    // removal can delete it.
    private static bool IsTheirsAlone(Account account, bool hasOwnerLeft) => account.OnlyHere is not null && !hasOwnerLeft;

    // A task of theirs that is still at work has something to settle.
    private async Task<bool> HasLeftAsync(Account account, CancellationToken cancel) =>
        await content.Users.FindAsync(account.OwnerId, cancel) is { Active: false } && !(account.TaskId is { } task && await content.Tasks.FindAsync(task, cancel) is { IsEnded: false });

    // Before the hub lets it go: afterwards it is found no more by whoever goes on.
    private async Task TellKeptAsync(Hub hub, AutomatedTask task, Account account, CancellationToken cancel)
    {
        var why = account.OnlyHere ?? (await accounts.FindAsync(account.Id, cancel))?.OnlyHere;
        var entry = new ActivityEntry(
            $"{task.Id}:{account.Id}:kept", hub.Removal?.FinalAt ?? task.CreatedAt, task.ActorId, task.ActorName, Kept, account.Label,
            UserId: account.OwnerId, Before: account.Username, After: why, TaskId: task.Id);
        await activity.AppendAsync(hub.Id, entry, cancel);
    }

    /// <summary>How many accounts a removal kept that were to be deleted.</summary>
    public async Task<int> CountKeptAsync(string hubId, CancellationToken cancel)
    {
        var kept = 0;
        await foreach (var recorded in activity.ReadAsync(new ActivityFilter(hubId), cancel))
            kept += recorded.Entry.Event == Kept ? 1 : 0;
        return kept;
    }

    // Nothing can take it while the hub has it. Its secrets go before its row: no secret is left that no row names.
    private async Task<bool> DeleteAsync(Hub hub, AutomatedTask task, Account account, CancellationToken cancel)
    {
        var hasOwnerLeft = await HasLeftAsync(account, cancel);
        await accounts.ChangeAsync(
            account.Id,
            now => now.InUseBy is null && now.HubId == hub.Id && now.TaskId == account.TaskId && !IsTheirsAlone(now, hasOwnerLeft) ? now with { InUseBy = AccountsTable.Deleting } : null,
            cancel);
        // A protection may have sent something since it was decided: then it is kept.
        if (await accounts.FindAsync(account.Id, cancel) is not { } claimed)
            return true;
        if (!claimed.IsDeleting)
            return false;
        var entry = new ActivityEntry(
            $"{task.Id}:{account.Id}", hub.Removal?.FinalAt ?? task.CreatedAt, task.ActorId, task.ActorName, "accountDeleted", account.Label, UserId: account.OwnerId, Before: account.Username, TaskId: task.Id);
        await activity.AppendAsync(hub.Id, entry, cancel);
        while (await accounts.FindAsync(account.Id, cancel) is { IsDeleting: true } now && now.HubId == hub.Id)
        {
            await traces.DeleteAsync(now, cancel);
            if (await accounts.DeleteAsync(now, cancel))
                break;
        }

        return true;
    }
}

/// <summary>What is stored of a hub besides its row, and of the people whom it concerns.</summary>
public sealed record HubContent(MembersTable Members, GrantsTable Grants, HubPeopleTable People, SourceTables Sources, WorkspaceUsersTable Users, TasksTable Tasks);
