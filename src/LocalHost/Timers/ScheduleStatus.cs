namespace LocalHost.Timers;

/// <summary>What is remembered of a timer between runs of this host, and told to the function; the names are the real host's.</summary>
/// <param name="Last">When it last began; the default value before the first run.</param>
/// <param name="Next">When it is due.</param>
/// <param name="LastUpdated">When this was written.</param>
internal sealed record ScheduleStatus(DateTime Last, DateTime Next, DateTime LastUpdated);
