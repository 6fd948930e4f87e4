using System.ComponentModel;
using System.Globalization;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>What a run of the matrix was of.</summary>
/// <param name="Commit">The commit; null where there is no git to tell it.</param>
/// <param name="IsChanged">Whether there was more in the clone than the commit.</param>
/// <param name="Day">The day (UTC) on which the run began, or was gone on with.</param>
internal sealed record MatrixOrigin(string? Commit, bool IsChanged, DateOnly Day)
{
    // The page itself is written anew by every run.
    private static readonly string[] AllButThePage = ["status", "--porcelain", "--", ".", ":(exclude)docs/automation-matrix.md"];

    /// <summary>The same for people.</summary>
    public string Sentence =>
        $"Seen {(Commit is null ? "" : $"at commit `{Commit}`{(IsChanged ? " with changes" : "")}, ")}in a run of {Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.";

    public static async Task<MatrixOrigin> FindAsync(CancellationToken cancel)
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return await GitAsync(["rev-parse", "--short", "HEAD"], cancel) is { } commit
            ? new MatrixOrigin(commit, await GitAsync(AllButThePage, cancel) is not "", day)
            : new MatrixOrigin(Commit: null, IsChanged: false, day);
    }

    // Null where git cannot tell.
    private static async Task<string?> GitAsync(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        try
        {
            var run = await CommandRun.RunAsync(new ServerStart("git", "git", arguments) { WorkingDirectory = Repository.Root }, cancel);
            return run.Succeeded ? run.Output.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
