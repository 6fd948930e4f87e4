using DurableTask.Core;
using DurableTask.Core.History;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Histories;

/// <summary>What an earlier version began this one goes on with: its histories come to what they came to then.</summary>
public sealed class HistoryReplayTests
{
    public static TheoryData<string> Recorded => [.. Files().Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void What_an_earlier_version_did_is_gone_through_again_to_the_same_end(string file)
    {
        var history = RecordedHistory.Read(Path.Combine(Folder, file));

        var end = history.Replay();

        Assert.True(end is not null, "It wants to do something that was not done then: give the orchestrator a new name, and keep the old one until nothing runs on it.");
        Assert.True(end.OrchestrationStatus == history.End.OrchestrationStatus, $"{end.OrchestrationStatus}: {end.FailureDetails?.ErrorMessage}");
        Assert.Equal(history.End.Result, end.Result);
        Assert.Empty(history.Differences());
    }

    [Fact]
    public void Every_orchestrator_has_a_history() =>
        Assert.Empty(InProcessEngine.Orchestrators.Except(Files().Select(file => RecordedHistory.Read(file).Orchestrator), StringComparer.Ordinal));

    [Fact]
    public void An_orchestrator_that_goes_another_way_is_found_out() => Assert.All(Files(), file =>
    {
        var history = RecordedHistory.Read(file);
        var other = InProcessEngine.Orchestrators.First(name => name != history.Orchestrator);

        var end = history.Replay(other);

        Assert.True(end is null or { OrchestrationStatus: OrchestrationStatus.Failed }, $"{file} by {other}: {end?.OrchestrationStatus}");
    });

    [Fact]
    public void One_that_asks_for_something_else_at_one_turn_is_found_out() => Assert.All(Files(), file =>
    {
        var history = RecordedHistory.Read(file);
        var first = history.Events.OfType<TaskScheduledEvent>().First();
        first.Input = first.Input?.Replace("ExecutionId\":\"", "ExecutionId\":\"0", StringComparison.Ordinal).Replace("TaskId\":\"", "TaskId\":\"0", StringComparison.Ordinal);

        Assert.NotEmpty(history.Differences());
    });

    private static string Folder => Repository.InRoot("tests", "Functions.Tests", "Histories", "Recorded");

    private static IEnumerable<string> Files() => System.IO.Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal);
}
