namespace Seatkeeper.Functions.DailyCheck;

/// <summary>The input of the daily check: a task's reference, and from the second page on where it stands.</summary>
public sealed record DailyCheckRun(string TaskId, string? HubId = null, DailyCheckPosition? Position = null);

/// <summary>Where a daily check stands.</summary>
public sealed record DailyCheckPosition(
    string ExecutionId, DateTimeOffset BeganAt, TimeSpan Window, int Total, string? AfterHubId = null, int Looked = 0, int Started = 0, int Failed = 0)
{
    /// <summary>When the next hubs are due: the hubs are spread evenly over the window.</summary>
    public DateTimeOffset Due => Total == 0 ? BeganAt : BeganAt + (Window * Math.Min(1, (double)Looked / Total));
}

/// <summary>How many hubs there are, over which time their checks are spread, and the sync that comes before them.</summary>
/// <param name="Total">The hubs.</param>
/// <param name="Window">The time.</param>
/// <param name="SyncTaskId">The task that brings people in step with the directory; null where there is none to wait for.</param>
public sealed record DailyCheckPlan(int Total, TimeSpan Window, string? SyncTaskId = null);

/// <summary>Whether a task has come to its end, or as far as it comes without a person.</summary>
public sealed record SettledTask(bool IsSettled);

/// <summary>Where a page of hubs begins.</summary>
public sealed record HubPageQuery(string? AfterHubId, int Size);

/// <summary>A page of hubs, all of them, in the order of their ids.</summary>
public sealed record HubPage(IReadOnlyList<string> HubIds);

/// <summary>Hubs whose check is due.</summary>
/// <param name="HubIds">The hubs.</param>
/// <param name="Since">A hub that was checked since then needs no check.</param>
/// <param name="EvenIfFull">They have waited long enough for room.</param>
public sealed record HubsToCheck(IReadOnlyList<string> HubIds, DateTimeOffset Since, bool EvenIfFull = false);

/// <summary>What became of them; the rest needed no check.</summary>
/// <param name="Started">Checks that were started.</param>
/// <param name="Failed">Hubs whose check could not be started.</param>
/// <param name="FullFor">Nothing was started, because too many checks are open; about how long to wait.</param>
public sealed record StartedChecks(int Started, int Failed, TimeSpan? FullFor = null);
