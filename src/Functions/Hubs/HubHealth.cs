using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;

namespace Seatkeeper.Functions.Hubs;

/// <summary>How a run changes where a hub stands. A hub that is being removed, or was, stays so whatever still ends in it.</summary>
public static class HubHealth
{
    /// <summary>Checks that may fail in a row before a person is asked.</summary>
    public const int FailuresBeforeAttention = 3;

    private const int LongestPauseInDays = 7;

    /// <summary>Half a day early, so that it is the daily check of that day that tries again, and not the one after it.</summary>
    private static readonly TimeSpan early = TimeSpan.FromHours(12);

    /// <summary>
    /// The hub after a connection that failed: a person's turn. Only one that was connected before is as it was where the connection was
    /// stopped, or failed by trouble that passes: its checks go on, and what was wrong with it is tried again when it was to be. A question
    /// that nobody answered stands.
    /// </summary>
    public static Hub AfterFailedConnection(Hub hub, Failure failure, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(failure);
        // An id that was named to tell it from others of its name is not the open one's: that says nothing against the hub, and is not asked again.
        if (hub is { Workspace.HasId: false, WantedWorkspace: not null } && failure.Kind == FailureKind.WrongWorkspace)
            return Answered(hub with { WantedWorkspace = null });
        return hub.Workspace is not null && SaysNothingOfHub(failure)
            ? Answered(hub)
            : NeedsAttention(hub, Trouble(hub, failure, ReasonOf(failure) ?? AttentionReason.ReviewConfiguration, now));
    }

    /// <summary>The hub after a check that failed: at once a person's turn where only a person can help, otherwise after three in a row.</summary>
    public static Hub AfterFailedCheck(Hub hub, Failure failure, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var counted = hub with { FailedChecks = hub.FailedChecks + 1 };
        // It may have asked before it failed, and have its answer.
        if (ReasonOf(failure) is null && counted.FailedChecks < FailuresBeforeAttention)
            return Answered(counted);
        var trouble = Trouble(hub, failure, ReasonOf(failure) ?? AttentionReason.ChecksFailing, now);
        return NeedsAttention(counted, MayPass(trouble) ? WithNextTry(trouble, hub.Trouble, now) : trouble);
    }

    /// <summary>The hub after a change that failed: a person's turn where the trouble concerns the hub; whether checks work is for checks to tell.</summary>
    public static Hub AfterFailedChange(Hub hub, Failure failure, DateTimeOffset now) =>
        ReasonOf(failure) is { } reason && reason is not (AttentionReason.ChecksFailing or AttentionReason.WaitingForPerson) && !IsOnlyUnverified(failure)
            ? NeedsAttention(hub, Trouble(hub, failure, reason, now))
            : hub;

    /// <summary>The hub while one of its tasks waits for a person. The same question again is no news.</summary>
    public static Hub Asked(Hub hub, HubTrouble trouble)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(trouble);
        return NeedsAttention(hub, hub.Trouble?.Kind == trouble.Kind ? trouble with { Since = hub.Trouble.Since } : trouble);
    }

    /// <summary>The hub once a task that waits has its answer. A question of another stands.</summary>
    public static Hub AnsweredTo(Hub hub, string taskId)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.Trouble is { } trouble && trouble.AskedBy == taskId ? hub with { Trouble = trouble with { IsAnswered = true } } : hub;
    }

    /// <summary>The hub once a task that asked has ended: whoever is asked nothing any more is waited for no more. One that was never connected is not so by that.</summary>
    public static Hub AskedNoMore(Hub hub) => hub is { WaitingTaskId: null, Workspace: not null, Trouble.Reason: AttentionReason.WaitingForPerson }
        ? Standing(hub with { Trouble = null }, HubState.Connected)
        : hub;

    /// <summary>The hub after a task that was stopped: what it had asked is asked no more. What another asked, or what nobody answered in time, stands.</summary>
    public static Hub AfterStopped(Hub hub, string taskId)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.Trouble?.AskedBy == taskId ? AskedNoMore(hub) : Answered(hub);
    }

    /// <summary>The hub once nothing is wrong any more.</summary>
    public static Hub Recovered(Hub hub)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return Standing(hub with { Trouble = null, FailedChecks = 0 }, HubState.Connected);
    }

    private static Hub Answered(Hub hub) => hub.Trouble is { IsAnswered: true } ? AskedNoMore(hub) : hub;

    private static Hub NeedsAttention(Hub hub, HubTrouble trouble) => Standing(hub with { Trouble = trouble }, HubState.NeedsAttention);

    private static Hub Standing(Hub hub, HubState state) => hub.State is HubState.Removing or HubState.Removed ? hub : hub with { State = state };

    // Stopped before any page was opened: nobody has verified the page map yet, and the hub is as well as it was.
    private static bool IsOnlyUnverified(Failure failure) => failure is { Kind: FailureKind.PageContractBroken, Phase: FailurePhase.None };

    private static bool SaysNothingOfHub(Failure failure) =>
        failure.Kind == FailureKind.Cancelled || (ReasonOf(failure) is null && FailureCatalog.Describe(failure.Kind).IsTransient);

    private static AttentionReason? ReasonOf(Failure failure) => FailureCatalog.Describe(failure.Kind).AttentionReason;

    // What only a person can mend does not get better by knocking every night. A mistake of our own may not happen again.
    private static bool MayPass(HubTrouble trouble) => trouble.Reason == AttentionReason.ChecksFailing
        && (trouble.Kind == FailureKind.Unexpected || !FailureCatalog.Describe(trouble.Kind).NeedsPerson);

    // After one, two and four days, and from then on every week. Who tries earlier by hand puts nothing off.
    private static HubTrouble WithNextTry(HubTrouble trouble, HubTrouble? before, DateTimeOffset now)
    {
        if (before is { Reason: AttentionReason.ChecksFailing, NextTry: { } next } && next > now)
            return trouble with { NextTry = next, Tries = before.Tries };
        var tries = before is { Reason: AttentionReason.ChecksFailing } ? before.Tries + 1 : 0;
        var pause = TimeSpan.FromDays(Math.Min(1 << Math.Min(tries, LongestPauseInDays), LongestPauseInDays));
        return trouble with { NextTry = now + pause - early, Tries = tries };
    }

    // The same trouble again is no news: it keeps the time since when it lasts.
    private static HubTrouble Trouble(Hub hub, Failure failure, AttentionReason reason, DateTimeOffset now)
    {
        var since = hub.Trouble is { } old && old.Kind == failure.Kind && old.Reason == reason ? old.Since : now;
        return new HubTrouble(reason, failure.Kind, since, failure.Detail, failure.Choices);
    }
}
