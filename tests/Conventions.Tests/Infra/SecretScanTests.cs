using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>
/// What the secret scan may pass over: single values of the tests, each in one file. The scan itself never ran where this was written; a
/// handful of its kinds of rules are held here over the files as they are, without their history.
/// </summary>
public sealed partial class SecretScanTests
{
    // As the scan's own rule for what only may be a secret has it: bits a character.
    private const double LeastEntropy = 3.5;

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

    [Fact]
    public async Task No_file_of_the_repository_holds_what_looks_like_a_secret_and_is_not_allowed()
    {
        var listed = await Command.RunAsync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        Assert.SkipUnless(listed.ExitCode == 0, "This is no clone, so nobody knows which files are the repository's.");
        var files = listed.Out.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(SourceTree.Root, file))).ToList();
        Assert.True(files.Count > 500, $"Only {files.Count} files were looked at.");
        var allowed = lists.Select(list => Allowed().Match(list.Trim())).Select(match => (match.Groups["path"].Value.Replace("\\.", ".", StringComparison.Ordinal), match.Groups["value"].Value)).ToHashSet();

        var found = files.SelectMany(file => Found(SourceTree.ReadText(file)).Select(value => (File: file, Value: value))).ToHashSet();

        Rule.Holds(from one in found where !allowed.Contains(one) select $"{one.File} holds what looks like a secret: {one.Value[..4]}…");
        // What is allowed would be found.
        Assert.NotEmpty(found);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\n{0}")]
    [InlineData("DefaultEndpointsProtocol=https;AccountKey={0}{0}==;")]
    [InlineData("https://x.example/a?sv=1&sig={0}")]
    [InlineData("Bearer ey{0}.ey{0}.{0}")]
    [InlineData("ghp_{0}")]
    [InlineData("var apiToken = \"{0}\";")]
    [InlineData("{{ \"clientSecret\": \"{0}\" }}")]
    public void What_looks_like_a_secret_is_found(string shape)
    {
        // Made here, so that it stands in no file.
        var random = Convert.ToHexStringLower(SHA256.HashData("anything"u8))[..36];

        Assert.Contains(Found(string.Format(CultureInfo.InvariantCulture, shape, random)), value => value.Contains(random, StringComparison.Ordinal));
        Assert.Empty(Found("var password = \"correct horse battery\"; var secretName = \"data-sessions-key\"; var key = \"1111111111111111\";"));
    }

    private static IEnumerable<string> Found(string text) =>
        Certain().Matches(text).Concat(Likely().Matches(text).Where(match => IsRandom(match.Groups["value"].Value))).Select(match => match.Groups["value"].Value);

    private static bool IsRandom(string value) => value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter)
        && -value.CountBy(character => character).Select(count => (double)count.Value / value.Length).Sum(share => share * Math.Log2(share)) >= LeastEntropy;

    [GeneratedRegex(@"-----BEGIN[ A-Z0-9]{0,50}PRIVATE KEY( BLOCK)?-----(\\[nr]|[\s""+])*(?<value>[\w+/=]{16,})|(AccountKey|SharedAccessKey)=(?<value>[\w+/]{40,}={0,2})|[?&]sig=(?<value>[\w%+/]{30,})|\b(?<value>ey[\w-]{17,}\.ey[\w-]{17,}\.[\w-]{10,})|\b(?<value>gh[pousr]_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|npm_[A-Za-z0-9]{36})\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Certain();

    [GeneratedRegex(@"(access|auth|api|credential|creds|key|passw(or)?d|secret|token)[\w.-]{0,20}[""']?\s{0,3}(=>|:=|=|:|,)\s{0,3}[""'`](?<value>[\w+/.=-]{10,150})[""'`]", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Likely();

    [GeneratedRegex(@"^\[.*\]$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Heading();

    // Letters, digits and what has no meaning in an expression: so each fits itself and nothing else.
    [GeneratedRegex(@"^description = ""[^""]{10,}""\ncondition = ""AND""\npaths = \['''\^(?<path>(\w|/|\\\.)+)\$'''\]\nregexes = \['''\^(?<value>[\w/=-]{10,})\$'''\]$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Allowed();
}
