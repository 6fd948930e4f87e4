using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>
/// Who may see and change an account: its owner; Owners of the hub that uses it, and who may take over any hub, see it.
/// </summary>
public sealed class AccountAccess(AccountsTable accounts, HubPeopleTable people, TasksTable tasks)
{
    /// <summary>An account that the caller may see.</summary>
    public async Task<Account> SeeAsync(Caller caller, string id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await accounts.FindAsync(id, cancel) is { } account && await MaySeeAsync(caller, account, cancel) ? account : throw NotFound();
    }

    /// <summary>An account that the caller owns.</summary>
    public async Task<Account> OwnAsync(Caller caller, string id, CancellationToken cancel)
    {
        var account = await SeeAsync(caller, id, cancel);
        return account.OwnerId == caller.Id ? account : throw new RefusedException(RefusalKind.NotAllowed, "Only its owner may change an account.");
    }

    /// <summary>An account that the caller owns, where they call in person: what concerns its secrets is for nobody in their name.</summary>
    /// <param name="caller">Who is calling.</param>
    /// <param name="id">The account.</param>
    /// <param name="doing">What they want, to be told in a refusal.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<Account> OwnInPersonAsync(Caller caller, string id, string doing, CancellationToken cancel)
    {
        var account = await OwnAsync(caller, id, cancel);
        RequireInPerson(caller, doing);
        return account.IsDeleting ? throw new RefusedException(RefusalKind.StageNotAllowed, "The account is being deleted.") : account;
    }

    /// <summary>Refuses a change of an account while a protection changes it in the app.</summary>
    public async Task RefuseWhileProtectedAsync(Account account, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.TaskId is { } taskId && await tasks.FindAsync(taskId, cancel) is { IsEnded: false, Type: AutomatedTaskType.ProtectAccount })
        {
            throw new RefusedException(new Refusal(
                RefusalKind.StageNotAllowed, "The account is being protected: its password is being changed in the app. Wait until that has ended.", Link: $"/api/v1/tasks/{taskId}"));
        }
    }

    /// <summary>Refuses whoever does not call in person.</summary>
    /// <param name="caller">Who is calling.</param>
    /// <param name="doing">What they want.</param>
    public static void RequireInPerson(Caller caller, string doing)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller is not { IsPerson: true, InPerson: true })
            throw new RefusedException(RefusalKind.NotAllowed, $"To {doing}, call in person, with a key that you made for yourself: neither a service principal nor a key that somebody else issued will do.");
    }

    /// <summary>Every account that the caller may see.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(Caller caller, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var hubs = await ManagedHubsAsync(caller, cancel);
        return [.. (await accounts.ListAsync(cancel)).Where(account => MaySee(caller, account, hubs))];
    }

    private async Task<bool> MaySeeAsync(Caller caller, Account account, CancellationToken cancel) =>
        account.OwnerId == caller.Id || MaySee(caller, account, await ManagedHubsAsync(caller, cancel));

    private static bool MaySee(Caller caller, Account account, HashSet<string> managedHubs) =>
        account.OwnerId == caller.Id
        || (account.Purpose == AccountPurpose.Automation && (AccessRules.MayTakeOver(caller.Role) || (account.InUseBy is { } hub && managedHubs.Contains(hub))));

    private async Task<HashSet<string>> ManagedHubsAsync(Caller caller, CancellationToken cancel) =>
        (await people.ListHubsOfAsync(caller.Id, cancel)).Where(hub => AccessRules.Of(caller.Role, hub.Value) == HubAccess.Manage).Select(hub => hub.Key).ToHashSet(StringComparer.Ordinal);

    /// <summary>The refusal for an account that is not there, or not for the caller to see.</summary>
    public static RefusedException NotFound() => new(RefusalKind.NotFound, "There is no such account.");
}
