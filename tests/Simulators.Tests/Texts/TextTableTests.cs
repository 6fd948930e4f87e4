using System.Text.RegularExpressions;
using Seatkeeper.AhrefsSimulator.Hosting;

namespace Seatkeeper.Simulators.Tests.Texts;

/// <summary>A text that a language lacks would show in English, and a test in that language would prove less than it says.</summary>
public sealed partial class TextTableTests
{
    private static readonly Dictionary<string, HashSet<string>> Tables = new[] { "de", "es", "fr", "ja" }.ToDictionary(
        language => language, language => Keys(Read($"assets/texts/{language}.js")), StringComparer.Ordinal);

    [Theory]
    [InlineData("de")]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("ja")]
    public void A_language_has_every_text_that_the_pages_name(string language)
    {
        var named = Scripts().SelectMany(script => Named().Matches(Read(script)).Select(match => match.Groups["text"].Value.Length > 0 ? match.Groups["text"].Value : match.Groups["quoted"].Value));

        Assert.Empty(named.Where(text => !Tables[language].Contains(text)).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void All_languages_have_the_same_texts() => Assert.All(Tables.Values, table => Assert.Equal(
        Tables["de"].Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal)));

    [Fact]
    public void What_is_renamed_is_a_text_of_the_others() => Assert.Subset(Tables["de"], Keys(Read("assets/texts/renamed.js")));

    private static IEnumerable<string> Scripts() => typeof(RunningSimulator).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".js", StringComparison.Ordinal) && !name.StartsWith("assets/texts/", StringComparison.Ordinal));

    private static HashSet<string> Keys(string table) =>
        Key().Matches(table).Select(match => match.Groups["text"].Value.Length > 0 ? match.Groups["text"].Value : match.Groups["quoted"].Value).ToHashSet(StringComparer.Ordinal);

    private static string Read(string name)
    {
        using var stream = typeof(RunningSimulator).Assembly.GetManifestResourceStream(name);
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""^\s+(?:'(?<text>[^']+)'|"(?<quoted>[^"]+)"): ["']""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Key();

    [GeneratedRegex("""\b(t|toast|count)\((?:'(?<text>[^']+)'|"(?<quoted>[^"]+)")""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Named();
}
