using Seatkeeper.Benchmarks.Matrix;

namespace Seatkeeper.Functions.Tests.Automation;

/// <summary>What <c>dotnet dev.cs soak --only matrix</c> writes to <c>docs/automation-matrix.md</c>.</summary>
public sealed class MatrixReportTests
{
    private static readonly DateOnly day = new(2026, 9, 1);

    [Theory]
    [InlineData("abc1234", false, "\nSeen at commit `abc1234`, in a run of 2026-09-01.\n")]
    [InlineData("abc1234", true, "\nSeen at commit `abc1234` with changes, in a run of 2026-09-01.\n")]
    [InlineData(null, false, "\nSeen in a run of 2026-09-01.\n")]
    public void The_page_tells_of_which_commit_and_day_it_is(string? commit, bool isChanged, string told) =>
        Assert.Contains(told, Head(MatrixReport.Text(new MatrixOrigin(commit, isChanged, day), [], [])), StringComparison.Ordinal);

    [Fact]
    public async Task The_commit_is_the_clones_own()
    {
        var origin = await MatrixOrigin.FindAsync(TestContext.Current.CancellationToken);

        // Where the sources are without git, nothing is told of a commit.
        var isClone = Path.Exists(Path.Combine(Dev.Setup.Repository.Root, ".git"));
        Assert.Matches(isClone ? "^[0-9a-f]{7,40}$" : "^$", origin.Commit ?? "");
    }

    [Fact]
    public void The_page_tells_what_was_not_run_and_what_has_to_be_named()
    {
        var line = new MatrixLine("apiKeyOwner", "remove", "ProtectedMember (ownsApiKeys)", "ProtectedMember", []) { Number = 132, Title = "The person made API keys" };

        var page = MatrixReport.Text(new MatrixOrigin(Commit: null, IsChanged: false, day), [line], ["J full"]);

        Assert.Contains("**Not run: 1 cases** (J full).", Head(page), StringComparison.Ordinal);
        Assert.Contains("| 132 | apiKeyOwner | The person made API keys | remove | ProtectedMember (ownsApiKeys) | ProtectedMember | passed |", page, StringComparison.Ordinal);
    }

    private static string Head(string page) => page[..page.IndexOf("\n## ", StringComparison.Ordinal)];
}
