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

    [GeneratedRegex(@"(^|\s)#\s.*$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Comment();
}
