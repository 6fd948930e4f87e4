using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Domain.Tests.Tasks;

public sealed class TaskTransitionsTests
{
    // From each status (line) to each status (column), in the order of the enum: P I W A C E F X.
    private const string Moves = """
        Pending             P I . . . . F X
        InProgress          . I W A C E F X
        WaitingForInput     . I W . . . F X
        WaitingForApproval  . I . A . . F X
        Completed           . . . . . . . .
        CompletedWithErrors . . . . . . . .
        Failed              . . . . . . . .
        Cancelled           . . . . . . . .
        """;

    // What may be asked, in the order of the enum: Cancel Retry Approve Reject Answer.
    private const string Asks = """
        Pending             C . . . .
        InProgress          C . . . .
        WaitingForInput     C . . . W
        WaitingForApproval  C . A J .
        Completed           . . . . .
        CompletedWithErrors . R . . .
        Failed              . R . . .
        Cancelled           . R . . .
        """;

    [Fact]
    public void Moves_over_all_pairs_as_the_table_says() =>
        Over<AutomatedTaskStatus>(Moves, TaskTransitions.MayBecome);

    [Fact]
    public void Allows_to_ask_over_all_pairs_as_the_table_says() =>
        Over<TaskAction>(Asks, (status, action) => TaskTransitions.MayAsk(action, status));

    [Fact]
    public void Nothing_follows_a_final_status() => Assert.All(
        Enum.GetValues<AutomatedTaskStatus>().Where(TaskTransitions.IsFinal),
        from => Assert.All(Enum.GetValues<AutomatedTaskStatus>(), to => Assert.False(TaskTransitions.MayBecome(from, to))));

    private static void Over<T>(string table, Func<AutomatedTaskStatus, T, bool> rule)
        where T : struct, Enum
    {
        var lines = table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(Enum.GetValues<AutomatedTaskStatus>(), lines.Select(line => Enum.Parse<AutomatedTaskStatus>(line[0])));
        foreach (var line in lines)
        {
            var from = Enum.Parse<AutomatedTaskStatus>(line[0]);
            Assert.Equal(line[1..].Select(cell => cell != "."), Enum.GetValues<T>().Select(to => rule(from, to)));
        }
    }
}
