using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>Refuses a read that is not complete, contradicts itself, or cannot be true. Only what passes may become a plan.</summary>
public static class SnapshotCheck
{
    /// <summary>The first thing that is wrong with a read, or null.</summary>
    /// <param name="snapshot">The read.</param>
    public static Failure? Find(MemberSnapshot snapshot) =>
        FindIncomplete(snapshot) ?? FindImplausible(snapshot) ?? FindInconsistent(snapshot);

    /// <summary>Throws what is wrong with a read.</summary>
    /// <param name="snapshot">The read.</param>
    /// <exception cref="AppFailureException">The read may not become a plan.</exception>
    public static void ThrowIfUnusable(MemberSnapshot snapshot)
    {
        if (Find(snapshot) is { } failure)
            throw new AppFailureException(failure);
    }

    /// <summary>Whether a row is the signed-in account's own: marked so by the connector, or under its address.</summary>
    internal static bool IsOperator(MemberSnapshot snapshot, SnapshotMember row) =>
        row.Presence == Presence.Confirmed
        && (row.IsOperator || (row.Email is not null && EmailAddress.KeyOf(row.Email) == EmailAddress.KeyOf(snapshot.OperatorEmail)));

    private static Failure? FindIncomplete(MemberSnapshot snapshot)
    {
        if (!snapshot.Complete)
            return Read(FailureKind.ReadIncomplete, "the read did not reach the end of both lists");
        return snapshot.Members.Any(row => row.Presence == Presence.Gone)
            ? Read(FailureKind.ReadInconsistent, "a row is in neither list")
            : null;
    }

    private static Failure? FindImplausible(MemberSnapshot snapshot)
    {
        var confirmed = snapshot.Members.Where(row => row.Presence == Presence.Confirmed).ToList();
        if (confirmed.Count == 0)
            return Read(FailureKind.ReadImplausible, $"no members in the list; the page tells {snapshot.ConfirmedTotal}");

        var owners = confirmed.Count(row => row.Role == AppRole.Owner);
        if (owners != 1)
            return Read(FailureKind.ReadImplausible, owners == 0 ? "nobody in the list is the Owner" : $"{owners} people in the list are the Owner");

        var operators = confirmed.Count(row => IsOperator(snapshot, row));
        if (operators == 0)
            return Read(FailureKind.ReadImplausible, "the automation account is not in the list");
        return operators > 1 ? Read(FailureKind.ReadInconsistent, $"the automation account is in the list {operators} times") : null;
    }

    private static Failure? FindInconsistent(MemberSnapshot snapshot)
    {
        foreach (var (list, told) in new[] { (Presence.Confirmed, snapshot.ConfirmedTotal), (Presence.Pending, snapshot.PendingTotal) })
        {
            var rows = snapshot.Members.Where(row => row.Presence == list).ToList();
            if (rows.Count != told)
                return Read(FailureKind.ReadInconsistent, $"{rows.Count} rows in the list {list}, and the page tells {told}");
            if (rows.Where(row => row.SiteId is not null).GroupBy(row => row.SiteId, StringComparer.Ordinal).Any(same => same.Count() > 1))
                return Read(FailureKind.ReadInconsistent, $"the same person is twice in the list {list}");
            if (rows.Where(row => row.Email is not null).GroupBy(row => EmailAddress.KeyOf(row.Email ?? ""), StringComparer.Ordinal).Any(same => same.Count() > 1))
                return Read(FailureKind.ReadInconsistent, $"the same address is twice in the list {list}");
        }

        return null;
    }

    private static Failure Read(FailureKind kind, string detail) => new(kind, FailurePhase.Read, FailureEffect.None, detail);
}
