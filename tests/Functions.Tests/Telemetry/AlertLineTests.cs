using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Notifications;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>The lines that the app really logs where something fails, looked through with the words of the alerts.</summary>
public sealed partial class AlertLineTests(AzuriteServer azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_that_fails_makes_one_line_that_the_alert_counts_and_one_that_succeeds_none()
    {
        await using var world = new HubWorld(azurite);
        await world.InitializeAsync();
        var hub = await world.ConnectAsync();
        Assert.Empty(Counted("tasks-failing", world.App));

        hub.Site.FailNextRead(FailureKind.PageContractBroken);
        var failed = await hub.CheckAsync();

        Assert.Equal(AutomatedTaskStatus.Failed, failed.Status);
        // The line is written once the row is closed, which is what was waited for.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(InProcessEngine.Patience);
        while (Counted("tasks-failing", world.App).Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        var line = Assert.Single(Counted("tasks-failing", world.App));
        Assert.Equal($"Information: Task {failed.Id} ended as Failed (PageContractBroken)", line.Trim());
    }

    [Theory]
    [InlineData(AutomatedTaskStatus.Failed, 1)]
    [InlineData(AutomatedTaskStatus.CompletedWithErrors, 1)]
    [InlineData(AutomatedTaskStatus.Completed, 0)]
    [InlineData(AutomatedTaskStatus.Cancelled, 0)]
    public async Task However_often_it_is_closed_a_task_is_counted_once_and_nothing_of_its_failure_but_its_kind_is_said(AutomatedTaskStatus end, int counted)
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var failure = end == AutomatedTaskStatus.Completed ? null : new Failure(FailureKind.SiteUnavailable, Detail: "for bot@example.com");
        var id = await world.EndedTaskAsync(status: end, failure: failure);
        await world.EndAsync(id, end, failure);

        Assert.Equal(counted, Counted("tasks-failing", world.App).Count(line => line.Contains(id, StringComparison.Ordinal)));
        Assert.DoesNotContain("bot@example.com", world.App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abandoned_task_is_counted_once()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var id = await world.WorkingTaskAsync();
        var seen = await world.Tasks.FindAsync(id, Cancel) ?? throw new InvalidOperationException("No task.");

        await world.App.Get<Functions.Watchdog.AbandonedTasks>().CloseAsync(seen, new TaskOutcome(id, "e", AutomatedTaskStatus.Failed, new Failure(FailureKind.Unexpected)), Cancel);

        Assert.Contains("was abandoned", world.App.Log.All, StringComparison.Ordinal);
        Assert.Single(Counted("tasks-failing", world.App));
    }

    [Theory]
    [InlineData(StatusCodes.Status401Unauthorized)]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status302Found)]
    public async Task A_receiver_that_answers_an_error_makes_a_line_each_time_and_within_half_an_hour_enough_of_them(int status)
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var target = await world.TargetAsync();
        world.Receiver.Otherwise = status;
        await world.EndedTaskAsync();

        await world.RoundAsync();
        Assert.Single(Counted("notifications-failing", world.App));
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 28);

        var lines = Counted("notifications-failing", world.App);
        Assert.InRange(lines.Count, AtLeast("notifications-failing"), world.Receiver.Calls.Count);
        Assert.DoesNotContain(lines, line => line.Contains(target.Secret ?? "none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_cannot_be_reached_is_counted_once_a_try()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await world.TargetAsync(url: "http://127.0.0.1:1/nobody");
        await world.EndedTaskAsync();

        await world.RoundAsync();

        Assert.Single(Counted("notifications-failing", world.App));
    }

    private static List<string> Counted(string alert, TestApp app)
    {
        var words = Words().Matches(TextOf(alert)).Select(match => match.Groups["words"].Value).ToList();
        Assert.NotEmpty(words);
        return [.. app.Log.All.Split('\n').Where(line => words.Exists(said => line.Contains(said, StringComparison.Ordinal)))];
    }

    private static int AtLeast(string alert) => int.Parse(Threshold().Match(TextOf(alert)).Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture);

    // The part of the template that is this alert's. That the app's other tests compile it is enough: here its words count.
    private static string TextOf(string alert)
    {
        var text = File.ReadAllText(Repository.InRoot("infra", "modules", "alerts.bicep"));
        var from = text.IndexOf($"name: '{alert}'", StringComparison.Ordinal);
        return text[from..text.IndexOf("\n  }", from, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"(?<=says: \[[^\]]*)'(?<words>[^']+)'", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Words();

    [GeneratedRegex("atLeast: (?<count>[0-9]+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Threshold();
}
