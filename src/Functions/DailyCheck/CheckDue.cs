using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Whether a hub's daily check is due. Pure.</summary>
internal static class CheckDue
{
    private static readonly TimeSpan mostSkew = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A connected hub is due unless it was checked since the run began; a check that is dated well after now was dated by a clock that was
    /// wrong, and does not count. One that needs attention is tried again from the time on that
    /// it names itself, and never where only a person helps; but an approval that nobody gave yet, or in time, holds no check up: the
    /// newer one supersedes it, and asks again where it still has to.
    /// </summary>
    public static bool IsDue(Hub hub, DateTimeOffset since, DateTimeOffset now)
    {
        if (hub.Workspace is null || (hub.LastCheck?.At >= since && hub.LastCheck.At <= now + mostSkew))
            return false;
        return hub.State switch
        {
            HubState.Connected => true,
            HubState.NeedsAttention => hub.Trouble is not { } trouble || IsTime(trouble, since),
            _ => false,
        };
    }

    // A hub that names no time has needed attention since before it could.
    private static bool IsTime(HubTrouble trouble, DateTimeOffset since) => trouble.NextTry is { } next
        ? next <= since
        : trouble.Kind == FailureKind.GuardTripped || (trouble.Reason == AttentionReason.ChecksFailing && !FailureCatalog.Describe(trouble.Kind).NeedsPerson);
}
