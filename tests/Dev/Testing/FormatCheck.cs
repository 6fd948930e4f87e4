using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Testing;

/// <summary>One more test: the sources are laid out as .editorconfig says. Its style rules are the build's own, so this looks at whitespace only.</summary>
internal static class FormatCheck
{
    public static async Task<TestOutcome> RunAsync(CancellationToken cancellation)
    {
        var run = await Steps.RunAsync("Check the format of the sources", () => Solution.DotNetAsync(cancellation, "format", "whitespace", Solution.Path, "--verify-no-changes", "--no-restore"));
        if (!run.Succeeded)
            Steps.Say($"[red]✗[/] format: run [bold]dotnet format whitespace Functions.sln[/]\n{Spectre.Console.Markup.Escape(run.Tail())}");
        return new TestOutcome("format", run.Succeeded ? 1 : 0, run.Succeeded ? 0 : 1, 0, run.Output);
    }
}
