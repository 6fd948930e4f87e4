namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Whether there is room for more checks. Pure.</summary>
internal static class CheckRoom
{
    /// <summary>How long to wait for room; null where hubs may be checked now.</summary>
    /// <param name="due">The hubs.</param>
    /// <param name="open">Checks of the daily check that are at work, or wait for their turn.</param>
    /// <param name="options">The limit.</param>
    public static TimeSpan? WaitFor(HubsToCheck due, int open, DailyCheckOptions options) =>
        !due.EvenIfFull && open >= options.MostOpen ? options.BusyPause : null;
}
