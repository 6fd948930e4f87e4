using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests.Pages;

/// <summary>docs/security.md leans on tests; each has to be there.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string page = SourceTree.ReadText("docs/security.md");

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var methods = (
            from file in SourceTree.Files
            from method in file.All<MethodDeclarationSyntax>()
            where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
            select $"{(method.Parent as TypeDeclarationSyntax)?.Identifier}.{method.Identifier}").ToHashSet(StringComparer.Ordinal);
        var types = methods.Select(method => method.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var named = Named().Matches(page).Select(match => match.Groups["test"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(named.Count > 50, "The page names hardly any test.");
        Rule.Holds(named.Where(test => !(test.Contains('.', StringComparison.Ordinal) ? methods : types).Contains(test)));
    }

    [Fact]
    public void Every_threat_and_every_chapter_has_its_evidence_or_says_why_not()
    {
        var rows = page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var chapters = rows.Select(row => Chapter().Match(row)).Where(match => match.Success).ToList();

        Assert.Equal(Enumerable.Range(1, 17), chapters.Select(match => int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture)));
        Rule.Holds(from match in chapters
                   where !match.Groups["state"].Value.StartsWith("does not apply", StringComparison.Ordinal) && !Named().IsMatch(match.Value)
                   select match.Value);
        var threats = page[page.IndexOf("## Threats", StringComparison.Ordinal)..page.IndexOf("## OWASP", StringComparison.Ordinal)].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.NotEmpty(threats);
        Rule.Holds(threats.Where(row => !Named().IsMatch(row)));
    }

    [GeneratedRegex(@"`(?<test>[A-Z]\w+Tests(\.[A-Z]\w+)?)`", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Named();

    [GeneratedRegex(@"^\| V(?<number>\d+) [^|]+ \| (?<state>[^|]+) \| .+$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Chapter();
}
