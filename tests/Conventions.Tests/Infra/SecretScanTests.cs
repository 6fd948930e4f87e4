using System.Text.RegularExpressions;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>What the secret scan may pass over: single values of the tests, each in one file. The scan itself never ran where this was written.</summary>
public sealed partial class SecretScanTests
{
    private static readonly string text = SourceTree.ReadText(".gitleaks.toml");

    // Every list but the first part, which is what stands before the lists.
    private static readonly IReadOnlyList<string> lists = [.. text.Split("[[allowlists]]")[1..]];

    [Fact]
    public void The_scans_own_rules_hold_and_no_other_list_is_given()
    {
        Assert.Matches(@"\n\[extend\]\nuseDefault = true\n", text);
        Assert.Equal(["[extend]", .. Enumerable.Repeat("[[allowlists]]", lists.Count)], Heading().Matches(text).Select(match => match.Value));
        Assert.DoesNotMatch("disabledRules|stopwords|commits", text);
    }

    [Fact]
    public void Whatever_is_allowed_is_one_whole_value_in_one_file_and_still_stands_there()
    {
        Assert.NotEmpty(lists);
        Rule.Holds(from list in lists
                   let allowed = Allowed().Match(list.Trim())
                   let path = allowed.Groups["path"].Value.Replace("\\.", ".", StringComparison.Ordinal)
                   let value = allowed.Groups["value"].Value
                   where !allowed.Success || !File.Exists(Path.Combine(SourceTree.Root, path)) || Regex.Count(SourceTree.ReadText(path), $"[\"']{Regex.Escape(value)}[\"']", RegexOptions.None, TimeSpan.FromSeconds(1)) == 0
                   select $".gitleaks.toml: {list.Trim().Split('\n')[0]} allows more than one value, or one that is not in {path}");
    }

    [GeneratedRegex(@"^\[.*\]$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Heading();

    // Letters, digits and what has no meaning in an expression: so each fits itself and nothing else.
    [GeneratedRegex(@"^description = ""[^""]{10,}""\ncondition = ""AND""\npaths = \['''\^(?<path>(\w|/|\\\.)+)\$'''\]\nregexes = \['''\^(?<value>[\w/=-]{10,})\$'''\]$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Allowed();
}
