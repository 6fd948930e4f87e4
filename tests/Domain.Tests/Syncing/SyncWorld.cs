using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

/// <summary>A hub in memory: what the app shows, what is stored, who is known; a check plans and applies like the real one.</summary>
internal sealed class SyncWorld
{
    public const string Operator = "svc-hub@corp.test";
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private int plans;

    public DateTimeOffset Now { get; set; } = Start;

    public List<SnapshotMember> Rows { get; set; } =
    [
        Confirmed("owner@corp.test", AppRole.Owner, "Olga Owner"),
        Confirmed(Operator, AppRole.Admin, "Service") with { IsOperator = true },
    ];

    public List<WorkspaceUser> People { get; set; } = [];

    public Dictionary<string, HubRole> HubRoles { get; } = new(StringComparer.Ordinal);

    /// <summary>Who connected their own account.</summary>
    public HashSet<string> Connected { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Member> Stored { get; } = new(StringComparer.Ordinal);

    public List<GuardLedgerEntry> Ledger { get; } = [];

    public static SnapshotMember Confirmed(string? email, AppRole? role = AppRole.Member, string? name = null, string? siteId = null) =>
        new(Presence.Confirmed, siteId, email, name, role, role?.ToString() ?? "Billing manager");

    public static SnapshotMember Pending(string email, bool expired = false) =>
        new(Presence.Pending, null, email, null, AppRole.Member, "Member", InvitationExpired: expired);

    public static WorkspaceUser Person(string id, string email, WorkspaceUserKind kind = WorkspaceUserKind.Directory, bool active = true, params string[] aliases) =>
        new(id, kind, "Person " + id, email, aliases, active);

    public MemberSnapshot Snapshot() => new(
        new AppWorkspace("ws_01", "Corp"), Operator, Now, SnapshotSource.Page, Rows,
        Rows.Count(row => row.Presence == Presence.Confirmed), Rows.Count(row => row.Presence == Presence.Pending), new SeatCount(Rows.Count, 15, null), Complete: true);

    /// <summary>Whether the reads end a change.</summary>
    public bool EndsChange { get; set; }

    public ReconcilePlan Plan(MemberSnapshot? snapshot = null) => Reconciler.Plan(new ReconcileInput(
        $"plan-{++plans}", "hub-1", snapshot ?? Snapshot(), [.. Stored.Values], People, HubRoles, GuardThresholds.Default, new GuardHistory(Now, Ledger))
    { Connected = Connected, EndsChange = EndsChange });

    public void Apply(ReconcilePlan plan)
    {
        if (plan.Losses.Count > 0)
            Ledger.Add(new GuardLedgerEntry(plan.PlanId, plan.PlannedAt, plan.Losses.Count, Stored.Values.Count(member => member.IsPresent && member.Decision.Status != MemberStatus.Exempted)));
        foreach (var change in plan.Changes)
            Stored[change.MemberId] = MemberChanges.Apply(Stored.GetValueOrDefault(change.MemberId), change, plan.ReadAt);
    }

    public ReconcilePlan Check()
    {
        var plan = Plan();
        Apply(plan);
        Now += TimeSpan.FromDays(2);
        return plan;
    }

    public Member Of(string email, Presence list = Presence.Confirmed) =>
        Stored.Values.Single(member => member.Facts.Email == email && member.List == list);

    public void Decide(string email, MemberDecision decision) => Stored[Of(email).Id] = Of(email) with { Decision = decision };

    public void Remove(string email) => Rows.RemoveAll(row => row.Email == email);

    public void Replace(string email, Func<SnapshotMember, SnapshotMember> change) =>
        Rows = [.. Rows.Select(row => row.Email == email ? change(row) : row)];
}
