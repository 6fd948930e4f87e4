using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;

namespace Seatkeeper.Functions.Hubs;

/// <summary>How a failed run changes where a hub stands.</summary>
public static class HubHealth
{
    /// <summary>Checks that may fail in a row before a person is asked.</summary>
    public const int FailuresBeforeAttention = 3;

    /// <summary>The hub after a connection that failed: always a person's turn.</summary>
    public static Hub AfterFailedConnection(Hub hub, Failure failure, DateTimeOffset now) =>
        hub with { State = HubState.NeedsAttention, Trouble = Trouble(hub, failure, ReasonOf(failure) ?? AttentionReason.ReviewConfiguration, now) };

    /// <summary>The hub after a check that failed: at once a person's turn where only a person can help, otherwise after three in a row.</summary>
    public static Hub AfterFailedCheck(Hub hub, Failure failure, DateTimeOffset now)
    {
        var counted = hub with { FailedChecks = hub.FailedChecks + 1 };
        if (ReasonOf(failure) is { } reason)
            return counted with { State = HubState.NeedsAttention, Trouble = Trouble(hub, failure, reason, now) };
        return counted.FailedChecks < FailuresBeforeAttention
            ? counted
            : counted with { State = HubState.NeedsAttention, Trouble = Trouble(hub, failure, AttentionReason.ChecksFailing, now) };
    }

    /// <summary>The hub after a change that failed: a person's turn where the trouble concerns the hub; whether checks work is for checks to tell.</summary>
    public static Hub AfterFailedChange(Hub hub, Failure failure, DateTimeOffset now) =>
        ReasonOf(failure) is { } reason && reason is not (AttentionReason.ChecksFailing or AttentionReason.WaitingForPerson)
            ? hub with { State = HubState.NeedsAttention, Trouble = Trouble(hub, failure, reason, now) }
            : hub;

    /// <summary>The hub once a task that asked has ended: whoever is asked nothing any more is waited for no more.</summary>
    public static Hub AskedNoMore(Hub hub) => hub is { State: HubState.NeedsAttention, WaitingTaskId: null, Trouble.Reason: AttentionReason.WaitingForPerson }
        ? hub with { State = HubState.Connected, Trouble = null }
        : hub;

    /// <summary>The hub once nothing is wrong any more.</summary>
    public static Hub Recovered(Hub hub) => hub with { State = HubState.Connected, Trouble = null, FailedChecks = 0 };

    private static AttentionReason? ReasonOf(Failure failure) => FailureCatalog.Describe(failure.Kind).AttentionReason;

    // The same trouble again is no news: it keeps the time since when it lasts.
    private static HubTrouble Trouble(Hub hub, Failure failure, AttentionReason reason, DateTimeOffset now)
    {
        var since = hub.Trouble is { } old && old.Kind == failure.Kind && old.Reason == reason ? old.Since : now;
        return new HubTrouble(reason, failure.Kind, since, failure.Detail, failure.Choices);
    }
}
