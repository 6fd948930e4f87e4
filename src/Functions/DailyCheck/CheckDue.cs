using System.Numerics;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Whether a hub's daily check is due. Pure.</summary>
internal static class CheckDue
{
    /// <summary>The most days that lie between two checks of a hub that needs a person.</summary>
    private const int LongestPause = 16;

    /// <summary>
    /// A connected hub is due unless it was checked since the run began. A hub that needs a person is tried again after one, two, four,
    /// eight and then every sixteen days: what only a person can mend does not get better by knocking every night.
    /// </summary>
    public static bool IsDue(Hub hub, DateTimeOffset since)
    {
        if (hub.Workspace is null || hub.LastCheck?.At >= since)
            return false;
        return hub.State switch
        {
            HubState.Connected => true,
            HubState.NeedsAttention => hub.Trouble is not { } trouble || IsDay((int)Math.Round((since - trouble.Since).TotalDays)),
            _ => false,
        };
    }

    private static bool IsDay(int day) => day <= 1 || (day < LongestPause ? BitOperations.IsPow2(day) : day % LongestPause == 0);
}
