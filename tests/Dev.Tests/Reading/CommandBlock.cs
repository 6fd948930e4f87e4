using System.Text.RegularExpressions;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests.Reading;

/// <summary>A fenced block of commands in the docs.</summary>
/// <param name="Place">Page and line.</param>
/// <param name="Mark">What stands behind <c>sh</c>: <c>run</c>, <c>check</c>, or <c>not-run: why</c>.</param>
/// <param name="Commands">The commands, without comments.</param>
internal sealed partial record CommandBlock(string Place, string Mark, IReadOnlyList<string> Commands)
{
    /// <summary>Every block of commands in README, CONTRIBUTING and docs.</summary>
    public static IReadOnlyList<CommandBlock> All { get; } = [.. Pages().SelectMany(Read)];

    /// <summary>Every page, by its path from the root.</summary>
    public static IEnumerable<string> Pages() => new[] { "README.md", "CONTRIBUTING.md" }
        .Concat(Directory.EnumerateFiles(Repository.InRoot("docs"), "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal));

    /// <summary>Every command of ours that stands in a sentence, with page and line.</summary>
    public static IEnumerable<(string Place, string Command)> InSentences() =>
        from page in Pages()
        from line in File.ReadAllLines(Repository.InRoot(page)).Select((text, number) => (Text: text, Number: number + 1))
        from command in Quoted().Matches(line.Text)
        select ($"{page}:{line.Number}", command.Groups["command"].Value);

    /// <summary>Lines of blocks of any other kind that are commands all the same, and so would be told to nobody.</summary>
    public static IEnumerable<string> Unmarked() =>
        from page in Pages()
        from line in Others(File.ReadAllLines(Repository.InRoot(page)))
        where Command().IsMatch(line)
        select $"{page}: {line}";

    private static IEnumerable<string> Others(string[] lines)
    {
        var (isIn, isOurs) = (false, false);
        foreach (var line in lines)
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                (isIn, isOurs) = (!isIn, Fence().IsMatch(line));
            else if (isIn && !isOurs)
                yield return line.Trim();
        }
    }

    private static IEnumerable<CommandBlock> Read(string page)
    {
        var lines = File.ReadAllLines(Repository.InRoot(page));
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is not { Success: true } fence) continue;
            var end = Array.FindIndex(lines, i + 1, line => line.Trim() == "```");
            yield return new CommandBlock($"{page}:{i + 1}", fence.Groups["mark"].Value.Trim(), [.. lines[(i + 1)..end].Select(Bare).Where(line => line.Length > 0)]);
            i = end;
        }
    }

    private static string Bare(string line) => Comment().Replace(line, "").Trim();

    [GeneratedRegex(@"^\s*```(sh|bash|shell|console)\b(?<mark>.*)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`(?<command>dotnet dev\.cs \w[^`]*)`", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(\$ )?(dotnet|curl|az|infra/\S+|docker|npm|openssl) ", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Command();

    [GeneratedRegex(@"(^|\s)#\s.*$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Comment();
}
