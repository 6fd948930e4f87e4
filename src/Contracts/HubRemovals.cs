namespace Seatkeeper.Contracts;

/// <summary>What removing a hub would do; nothing was started.</summary>
/// <param name="Revocation">Whose seats would be taken away first, and what the guard says; null where nobody's. Where anybody is refused, the hub would not be removed.</param>
/// <param name="MembersKept">How many members of the app would keep their seats.</param>
/// <param name="TaskIds">Tasks that would be stopped.</param>
/// <param name="Accounts">Accounts that the hub uses, and what would become of them.</param>
public sealed record HubRemovalPlanResponse(ChangePlanResponse? Revocation, int MembersKept, IReadOnlyList<string> TaskIds, IReadOnlyList<AccountRemovalResponse> Accounts);

/// <summary>What would become of an account.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Fate">What would become of it.</param>
/// <param name="KeptBecause">Why it would be kept though all were to be deleted; null for every other.</param>
public sealed record AccountRemovalResponse(string AccountId, string OwnerId, AccountFate Fate, string? KeptBecause = null);

/// <summary>What becomes of an account whose hub is removed.</summary>
public enum AccountFate
{
    /// <summary>An automation account that another hub may use.</summary>
    Freed,
    /// <summary>A person's own account that stays saved.</summary>
    Kept,
    /// <summary>A person's own account that is deleted with its secrets and session.</summary>
    Deleted,
}
