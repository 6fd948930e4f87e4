using System.Text;
using Seatkeeper.Domain.Notifying;

namespace Seatkeeper.Domain.Tests.Notifying;

public sealed class DeliveryRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    // Made with: printf '%s' '1700000000.{"a":"ü"}' | openssl dgst -sha256 -hmac 'top-secret'
    [Fact]
    public void The_signature_is_the_HMAC_of_timestamp_point_and_body() => Assert.Equal(
        "v1=0ca01f43aecce3bb1b93a2184fdb2155adab6bf04a4e7241114c966c203d8bbc",
        WebhookSignature.Of("top-secret", 1_700_000_000, Encoding.UTF8.GetBytes("""{"a":"ü"}""")));

    [Fact]
    public void Time_body_and_secret_each_change_the_signature()
    {
        var body = "{}"u8.ToArray();

        string[] all =
        [
            WebhookSignature.Of("a", 1, body), WebhookSignature.Of("b", 1, body), WebhookSignature.Of("a", 2, body), WebhookSignature.Of("a", 1, "{ }"u8),
        ];

        Assert.Equal(4, all.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Waits_double_from_a_minute_to_two_hours_and_the_last_try_is_at_the_end_of_the_day()
    {
        var tries = new List<TimeSpan>();
        var end = Start.AddHours(24);
        DateTimeOffset? next = Start;
        for (var failed = 1; next is { } now; failed++)
        {
            tries.Add(now - Start);
            next = RetrySchedule.Next(failed, now, end);
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 127, 247], tries.Take(9).Select(at => at.TotalMinutes));
        Assert.All(tries.Zip(tries.Skip(1)).Skip(7).SkipLast(1), pair => Assert.Equal(TimeSpan.FromHours(2), pair.Second - pair.First));
        Assert.Equal(TimeSpan.FromHours(24), tries[^1]);
        Assert.Equal(tries.Count, tries.Distinct().Count());
    }

    [Fact]
    public void A_receiver_that_asks_for_time_gets_it_but_no_more_than_two_hours()
    {
        var end = Start.AddHours(24);

        Assert.Equal(Start.AddMinutes(10), RetrySchedule.Next(1, Start, end, asked: TimeSpan.FromMinutes(10)));
        Assert.Equal(Start.AddMinutes(1), RetrySchedule.Next(1, Start, end, asked: TimeSpan.FromSeconds(5)));
        Assert.Equal(Start.AddHours(2), RetrySchedule.Next(1, Start, end, asked: TimeSpan.FromDays(3)));
        Assert.Equal(Start.AddSeconds(66), RetrySchedule.Next(1, Start, end, spread: 1));
    }

    [Fact]
    public void After_the_end_there_is_no_further_try()
    {
        Assert.Equal(Start.AddSeconds(1), RetrySchedule.Next(1, Start, Start.AddSeconds(1)));
        Assert.Null(RetrySchedule.Next(1, Start, Start));
        Assert.Null(RetrySchedule.Next(40, Start.AddHours(1), Start));
    }

    [Fact]
    public void Events_have_names_and_the_test_is_not_chosen()
    {
        Assert.Equal(["taskEnded", "approvalNeeded", "inputNeeded", "attentionChanged", "ownersTold"], NotificationEvents.Chosen.Select(NotificationEvents.NameOf));
        Assert.All(NotificationEvents.Chosen, what => Assert.Equal(what, NotificationEvents.Find(NotificationEvents.NameOf(what))));
        Assert.Null(NotificationEvents.Find("test"));
        Assert.Null(NotificationEvents.Find("TaskEnded"));
        Assert.Null(NotificationEvents.Find(null));
    }
}
