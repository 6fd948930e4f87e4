using System.Text.RegularExpressions;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests.Reading;

/// <summary>
/// Somebody reads the docs for the first time and types what they say. A block of commands is marked: <c>sh run</c> is run here,
/// <c>sh check</c> would take too long or change something, so only its commands and options are looked up, and
/// <c>sh not-run: why</c> says why not even that.
/// </summary>
public sealed partial class CommandsInDocsTests(AzuriteServer azurite)
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
        Assert.SkipWhen(OperatingSystem.IsWindows() || Executables.OnPath("openssl") is null, "The blocks are a shell's, and one of them takes openssl.");
        using var place = new CommandPlace(azurite);
        var output = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (where, command) in CommandBlock.All.Where(block => block.Mark == "run").SelectMany(block => block.Commands.Select(command => (block.Place, command))))
        {
            var run = await place.RunAsync(command, TestContext.Current.CancellationToken);
            Assert.True(run.Succeeded, $"{where}: {command} ended with {run.ExitCode}:\n{run.Tail()}");
            output[command] = run.Output;
        }

        // By hand somebody comes to the signature that the page tells.
        Assert.EndsWith(place.Example["signature"]["v1=".Length..], Assert.Single(output, run => run.Key.Contains("openssl", StringComparison.Ordinal)).Value.Trim(), StringComparison.Ordinal);
        Assert.Contains("1 rows and blobs of", Assert.Single(output, run => run.Key.Contains(" restore ", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
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
            faults.AddRange(groups.Except(GroupsOf(plain.Split(' ')[2]), StringComparer.Ordinal).Select(group => $"{place}: help knows no group {group}"));
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("dotnet dev.cs probe --hub ID --once", "help knows no --once")]
    [InlineData("dotnet dev.cs backup --keep-keys", "help knows no --keep-keys")]
    [InlineData("dotnet dev.cs secrets shift --to URI", "there is no such command")]
    [InlineData("dotnet dev.cs secrets move --to URI --from FOLDER", null)]
    [InlineData("dotnet dev.cs fly", "there is no such command")]
    public async Task An_option_of_another_command_and_a_command_that_is_none_are_faults(string command, string? fault) => Assert.Equal(fault, await FaultOfAsync(command));

    // What the help of that command lists behind --only, without what it says of each in brackets.
    private static IReadOnlyList<string> GroupsOf(string command) =>
        [.. Separator().Split(Bracketed().Replace(OnlyGroup().Match(HelpOf(command)).Groups["list"].Value, "")).Select(group => group.Trim()).Where(group => group.Length > 0)];

    // That command's own part of the help; nothing where it knows none.
    private static string HelpOf(string command) => Regex.Match(
        DevCommands.Help.ReplaceLineEndings("\n"), $@"^  {Regex.Escape(command)} (?=[ [A-Z-]).*?(?=^  \w|\z)", RegexOptions.Multiline | RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value;

    private static async Task<string?> FaultOfAsync(string command)
    {
        // What is quoted is a value.
        var words = Quoted().Replace(command, "value").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["dotnet", "dev.cs", .. var rest]:
                // A command is one word, or two.
                var help = rest is [var first, ..] ? HelpOf(first) is { Length: > 0 } own ? own : HelpOf(string.Join(' ', rest.Take(2))) : "";
                return help.Length > 0 ? Missing(rest, help) : "there is no such command";
            case [var script, .. var rest] when script.StartsWith("infra/", StringComparison.Ordinal):
                if (OperatingSystem.IsWindows()) return null;
                return File.Exists(Repository.InRoot(script)) ? Missing(rest, await HelpOfAsync(script)) : "there is no such script";
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

    private static async Task<string> HelpOfAsync(string script) =>
        (await CommandRun.RunAsync(new ServerStart(script, "bash", [Repository.InRoot(script), "--help"]), TestContext.Current.CancellationToken)).Output;

    [GeneratedRegex("^(run|check|not-run: .{10,})$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"--only GROUP\s+one group: (?<list>.*?)(?=\n\s*--|\n\n|\z)", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1_000)]
    private static partial Regex OnlyGroup();

    [GeneratedRegex(@"\([^)]*\)", RegexOptions.None, 1_000)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@",|\bor\b", RegexOptions.None, 1_000)]
    private static partial Regex Separator();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Quoted();
}
