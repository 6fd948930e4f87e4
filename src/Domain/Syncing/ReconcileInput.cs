using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>Everything that a plan is made from.</summary>
/// <param name="PlanId">The new plan's id.</param>
/// <param name="HubId">The hub.</param>
/// <param name="Snapshot">What was read; it has passed <see cref="SnapshotCheck"/>.</param>
/// <param name="Stored">All members of the hub, gone ones included.</param>
/// <param name="People">Everybody whom Seatkeeper knows, people who left included.</param>
/// <param name="HubRoles">Roles in the hub that people have already, by the person's id; others become Collaborators.</param>
/// <param name="Thresholds">The guard's thresholds in force.</param>
/// <param name="History">The guard's ledger, and the time.</param>
public sealed record ReconcileInput(
    string PlanId,
    string HubId,
    MemberSnapshot Snapshot,
    IReadOnlyList<Member> Stored,
    IReadOnlyList<WorkspaceUser> People,
    IReadOnlyDictionary<string, HubRole> HubRoles,
    GuardThresholds Thresholds,
    GuardHistory History)
{
    /// <summary>The read ends a change of members, which tells itself whom it took away.</summary>
    public bool EndsChange { get; init; }

    /// <summary>Seats that were paid for at the last check; null where that is not known.</summary>
    public int? PaidBefore { get; init; }

    /// <summary>Who connected their own account of the app to the hub, by the person's id.</summary>
    public IReadOnlySet<string> Connected { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}
