using LocalHost.Timers;

namespace LocalHost.Tests.Starting;

public sealed class TimerScheduleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("*/5 * * * * *", "2026-03-01T10:00:01Z", "2026-03-01T10:00:05Z")]
    [InlineData("0 30 3 * * *", "2026-03-01T03:30:00Z", "2026-03-02T03:30:00Z")]
    [InlineData("30 3 * * *", "2026-03-01T00:00:00Z", "2026-03-01T03:30:00Z")]
    [InlineData("0 0 0 * * MON", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("01:30:00", "2026-03-01T00:00:00Z", "2026-03-01T01:30:00Z")]
    public void Tells_the_next_time(string schedule, string after, string next) =>
        Assert.Equal(Time(next), TimerSchedule.Parse(schedule, TimeZoneInfo.Utc)?.Next(Time(after)));

    [Theory]
    [InlineData("2026-07-01T00:30:00Z", "2026-07-01T01:00:00Z")] // summer: 3 o'clock is 1 UTC
    [InlineData("2026-12-01T00:30:00Z", "2026-12-01T02:00:00Z")] // winter: 3 o'clock is 2 UTC
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T02:00:00Z")] // the day the clocks go back
    public void Follows_the_clocks_of_its_zone(string after, string next) =>
        Assert.Equal(Time(next), TimerSchedule.Parse("0 0 3 * * *", Berlin)?.Next(Time(after)));

    [Fact]
    public void Keeps_a_time_that_the_clocks_skip_an_hour_later() =>
        Assert.Equal(Time("2026-03-29T01:30:00Z"), TimerSchedule.Parse("0 30 2 * * *", Berlin)?.Next(Time("2026-03-29T00:00:00Z")));

    [Theory]
    [InlineData("")]
    [InlineData("0 0 25 * * *")]
    [InlineData("soon")]
    [InlineData("00:00:00")]
    [InlineData("* * * * * * *")]
    public void Is_none_when_it_cannot_be_read(string schedule) => Assert.Null(TimerSchedule.Parse(schedule, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("00:00:30", true)]
    [InlineData("00:01:00", false)]
    public void Knows_what_is_too_often_to_be_recorded(string schedule, bool expected) =>
        Assert.Equal(expected, TimerSchedule.Parse(schedule, TimeZoneInfo.Utc)?.IsOften(Time("2026-03-01T10:00:01Z")));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
