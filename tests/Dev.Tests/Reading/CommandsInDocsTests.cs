using System.Diagnostics;
using System.Text.RegularExpressions;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests.Reading;

/// <summary>
/// Somebody reads the docs for the first time and types what they say. A block of commands is marked: <c>sh run</c> is run here,
/// <c>sh check</c> would take too long or change something, so only its commands and options are looked up, and
/// <c>sh not-run: why</c> says why not even that.
/// </summary>
public sealed partial class CommandsInDocsTests
{
    [Fact]
    public void Every_block_of_commands_says_whether_it_is_run_here()
    {
        Assert.Contains(CommandBlock.All, block => block.Mark == "run");
        Assert.Empty(CommandBlock.All.Where(block => !Mark().IsMatch(block.Mark)).Select(block => $"{block.Place}: {block.Mark}"));
        Assert.Empty(CommandBlock.Unmarked());
        // An indented block has no mark.
        Assert.Empty(
            from page in CommandBlock.Pages()
            from line in File.ReadLines(Repository.InRoot(page))
            where line.StartsWith("    dotnet dev.cs", StringComparison.Ordinal) || line.StartsWith("    infra/", StringComparison.Ordinal)
            select $"{page}: {line}");
    }

    [Fact]
    public async Task What_is_to_be_run_runs()
    {
        foreach (var (place, command) in CommandBlock.All.Where(block => block.Mark == "run").SelectMany(block => block.Commands.Select(command => (block.Place, command))))
        {
            // The same code as behind dev.cs, without compiling it once more.
            var code = command.Split(' ') is ["dotnet", "dev.cs", .. var arguments] ? await DevCommands.RunAsync(arguments) : (await BashAsync(command)).Code;
            Assert.True(code == 0, $"{place}: {command} ended with {code}.");
        }
    }

    [Fact]
    public async Task What_is_only_looked_up_exists_with_its_options()
    {
        var faults = new List<string>();
        foreach (var (place, command) in CommandBlock.All.Where(block => block.Mark == "check").SelectMany(block => block.Commands.Select(command => (block.Place, command))))
        {
            if (await FaultOfAsync(command) is { } fault) faults.Add($"{place}: {command}: {fault}");
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task What_a_sentence_tells_to_type_exists_with_its_options_and_groups()
    {
        var told = CommandBlock.InSentences().ToList();
        Assert.True(told.Count > 10);
        var faults = new List<string>();
        foreach (var (place, command) in told)
        {
            // Brackets and bars are how a sentence tells what may be left away, and what there is to choose from.
            var plain = command.Replace('[', ' ').Replace(']', ' ').Replace('|', ' ');
            if (await FaultOfAsync(plain) is { } fault) faults.Add($"{place}: {command}: {fault}");
            var groups = plain.Split("--only ") is [_, var after] ? after.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => !word.StartsWith('-')) : [];
            faults.AddRange(groups.Where(group => !DevCommands.Help.Contains(group, StringComparison.Ordinal)).Select(group => $"{place}: help knows no group {group}"));
        }

        Assert.Empty(faults);
    }

    private static async Task<string?> FaultOfAsync(string command)
    {
        // What is quoted is a value.
        var words = Quoted().Replace(command, "value").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["dotnet", "dev.cs", var name, .. var rest]:
                return DevCommands.Help.Contains($"\n  {name} ", StringComparison.Ordinal) ? Missing(rest, DevCommands.Help) : "there is no such command";
            case [var script, .. var rest] when script.StartsWith("infra/", StringComparison.Ordinal):
                if (OperatingSystem.IsWindows()) return null;
                return File.Exists(Repository.InRoot(script)) ? Missing(rest, (await BashAsync($"{script} --help")).Output) : "there is no such script";
            case ["dotnet", "build" or "format" or "publish" or "test", .. var rest]:
                return rest.FirstOrDefault(word => (word.Contains('/', StringComparison.Ordinal) || word.EndsWith(".sln", StringComparison.Ordinal)) && !Path.Exists(Repository.InRoot(word))) is { } place ? $"there is no {place}" : null;
            default:
                return "nobody can look that up; mark it as not run, with the reason";
        }
    }

    private static string? Missing(string[] words, string help) =>
        words.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !Regex.IsMatch(help, $@"(?<![\w-]){Regex.Escape(word)}(?![\w-])", RegexOptions.None, TimeSpan.FromSeconds(1))) is { } option
            ? $"help knows no {option}"
            : null;

    private static async Task<(int Code, string Output)> BashAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("There is no bash.");
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    [GeneratedRegex("^(run|check|not-run: .{10,})$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Mark();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Quoted();
}
