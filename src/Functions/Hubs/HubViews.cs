using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Hubs and members as the API shows them.</summary>
public static class HubViews
{
    private static readonly TimeSpan goodFor = TimeSpan.FromDays(2);

    /// <summary>A hub for somebody who may read it; for a Collaborator, its name only.</summary>
    public static HubResponse Hub(Hub hub, HubRole? myRole, HubAccess access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (access == HubAccess.Name)
            return new HubResponse(hub.Id, hub.App, hub.Label, myRole);
        return new HubResponse(
            hub.Id, hub.App, hub.Label, myRole, hub.Identifier, hub.LoginMethod, hub.State,
            RequiresSync(hub, now), Attention(hub.Trouble), hub.AutomationAccountId,
            hub.Workspace is { } workspace ? new HubWorkspace(workspace.Id, workspace.Name) : null,
            hub.LastCheck?.Counts, hub.LastCheck?.Seats is { } seats ? Seats(seats) : null, hub.LastCheck?.At, hub.ActiveTaskId, Settings(hub.Rules, now), hub.CreatedAt,
            hub.Removal?.TaskId);
    }

    /// <summary>A member.</summary>
    public static MemberResponse Member(StoredMember stored, Hub hub)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(hub);
        var (member, facts, decision) = (stored.Member, stored.Member.Facts, stored.Member.Decision);
        // Members that do not change are not written: the hub's last good read saw them.
        var lastSeen = member.IsPresent && hub.LastCheck?.ReadAt > member.LastSeen ? hub.LastCheck.ReadAt : member.LastSeen;
        return new MemberResponse(
            member.Id, facts.Email, facts.Name, facts.Role, facts.RawRole, member.Presence, decision.Status, member.Stage,
            decision.Status == MemberStatus.Unmatched ? decision.Reason : null, decision.UserId, stored.UserName, decision.HubRole,
            facts.IsOperator, facts.InvitationExpired, member.FirstSeen, lastSeen)
        {
            ExemptReason = decision.Status == MemberStatus.Exempted ? decision.Reason : null,
            ReviewOn = decision.ReviewOn,
        };
    }

    /// <summary>Seats, with the free ones counted.</summary>
    public static SeatsResponse Seats(SeatCount seats)
    {
        ArgumentNullException.ThrowIfNull(seats);
        return new(seats.Used, seats.Paid, seats is { Paid: { } paid, Used: { } used } ? Math.Max(0, paid - used) : null, seats.Maximum);
    }

    /// <summary>A line of a report.</summary>
    public static ReportEntry Entry(ReportLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new(line.MemberId, line.Email, line.Kind, line.Sentence);
    }

    /// <summary>The guard's thresholds as settings.</summary>
    public static GuardSettings Guard(GuardThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        return new(thresholds.MaxLosses, thresholds.MaxPercent, thresholds.MaxTotal);
    }

    // Of a hub that was never checked, by how long it has been there.
    private static bool RequiresSync(Hub hub, DateTimeOffset now) => hub.Workspace is not null && now - (hub.LastCheck?.At ?? hub.CreatedAt) > goodFor;

    private static HubAttention? Attention(HubTrouble? trouble)
    {
        if (trouble is null)
            return null;
        // Where no next try is named, nothing comes by itself; only an older version named none of checks that fail.
        var meaning = trouble is { NextTry: null, Reason: not AttentionReason.ChecksFailing } ? FailureCatalog.DescribeEnded(new Failure(trouble.Kind)) : FailureCatalog.Describe(trouble.Kind);
        var sentence = trouble.Detail is null ? meaning.Sentence : $"{meaning.Sentence} {trouble.Detail}";
        return new HubAttention(trouble.Reason, trouble.Kind.ToString(), sentence, meaning.Remedy, trouble.Choices, trouble.Since, trouble.NextTry);
    }

    private static HubSettings Settings(HubRules rules, DateTimeOffset now)
    {
        var pending = rules.Guard.PendingFrom > now ? rules.Guard.Pending : null;
        return new HubSettings(
            Guard(rules.Guard.At(now)), rules.LeaversAutomatic ? "automatic" : "confirm", rules.Spending, rules.AdoptExistingMembers, rules.GraceMinutes,
            rules.DefaultAppRole.ToString(), pending is null ? null : Guard(pending), pending is null ? null : rules.Guard.PendingFrom,
            rules.DefaultHubRole, rules.SeatReleasedAfterDays)
        { SeatPrice = rules.SeatPrice };
    }
}
