using System.Globalization;
using LocalHost.Functions;
using LocalHost.Settings;
using NCrontab;

namespace LocalHost.Timers;

/// <summary>When a timer function is due: NCRONTAB of six fields (five are read as without seconds) in a time zone, or a constant period.</summary>
internal sealed class TimerSchedule
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private readonly CrontabSchedule? cron;
    private readonly TimeSpan period;
    private readonly TimeZoneInfo zone;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan period, TimeZoneInfo zone)
    {
        this.cron = cron;
        this.period = period;
        this.zone = zone;
    }

    /// <summary>Reads a timer function's schedule.</summary>
    /// <exception cref="RefusalException">The schedule cannot be read, or names a setting that is not there.</exception>
    public static TimerSchedule Of(FunctionDescription function, HostedApp app)
    {
        var text = app.Resolve(function.Trigger.Text("schedule") ?? "", $"Function {function.Name}: its schedule");
        var timeZone = app.Configuration["WEBSITE_TIME_ZONE"] is { Length: > 0 } name
            ? Zone(name, function.Name)
            : TimeZoneInfo.Local;
        return Parse(text, timeZone) ?? throw new RefusalException(
            $"Function {function.Name}: The schedule expression '{text}' was not recognized as a valid cron expression or timespan string.");
    }

    /// <summary>The schedule, or null when the text is none.</summary>
    public static TimerSchedule? Parse(string text, TimeZoneInfo zone)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 1)
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var period) && period > TimeSpan.Zero
                ? new TimerSchedule(null, period, zone)
                : null;
        }

        var expression = CrontabSchedule.TryParse(string.Join(' ', fields), new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length == 6 });
        return expression is null ? null : new TimerSchedule(expression, default, zone);
    }

    /// <summary>The first time after this one.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
    {
        if (cron is null)
            return after + period;
        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        while (true)
        {
            local = cron.GetNextOccurrence(local);
            // A time that the clocks skip in spring is kept an hour later; one that they pass twice counts once, the second time.
            var valid = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
            var next = new DateTimeOffset(valid, zone.GetUtcOffset(valid));
            if (next > after)
                return next.ToUniversalTime();
        }
    }

    /// <summary>More often than once a minute: the real host keeps no record of such a timer.</summary>
    public bool IsOften(DateTimeOffset now)
    {
        for (var i = 0; i < 10; i++)
        {
            var next = Next(now);
            if (i > 0 && next - now < Often)
                return true;
            now = next;
        }

        return false;
    }

    private static TimeZoneInfo Zone(string name, string function) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)
        ? found
        : throw new RefusalException($"Function {function}: the setting WEBSITE_TIME_ZONE names '{name}', a time zone that is not known here.");
}
