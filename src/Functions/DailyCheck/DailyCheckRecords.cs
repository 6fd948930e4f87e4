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

/// <summary>How many hubs there are, and over which time their checks are spread.</summary>
public sealed record DailyCheckPlan(int Total, TimeSpan Window);

/// <summary>Where a page of hubs begins.</summary>
public sealed record HubPageQuery(string? AfterHubId, int Size);

/// <summary>A page of hubs, all of them, in the order of their ids.</summary>
public sealed record HubPage(IReadOnlyList<string> HubIds);

/// <summary>Hubs whose check is due.</summary>
public sealed record HubsToCheck(IReadOnlyList<string> HubIds, DateTimeOffset Since);

/// <summary>What became of them; the rest needed no check.</summary>
public sealed record StartedChecks(int Started, int Failed);
