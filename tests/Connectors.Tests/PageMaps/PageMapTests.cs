using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.PageMaps;

public sealed class PageMapTests
{
    private const string Refused = "The operator's page map is bad or cannot be read, and the last good one stays in force; the log says why.";
    private static readonly PageMap Own = PageMapParser.Parse(EmbeddedText.Read(AhrefsRegistration.OwnPageMap), "own");

    [Fact]
    public void The_products_own_map_is_valid_and_unverified()
    {
        Assert.Equal(PageMapStatus.Unverified, Own.Status);
        Assert.Equal(64, Own.Digest.Length);
    }

    [Fact]
    public void The_simulators_map_is_held_to_the_same_schema()
    {
        var map = PageMapParser.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "page-map.json")), "simulator");

        Assert.NotEqual(Own.Digest, map.Digest);
    }

    [Fact]
    public void The_digest_is_the_contents_and_not_the_layouts()
    {
        var reformatted = JsonNode.Parse(Own.Json)?.ToJsonString(new() { WriteIndented = true }) ?? "";

        Assert.Equal(Own.Digest, PageMapParser.Parse(reformatted, "reformatted").Digest);
    }

    [Theory]
    [InlineData("priceDialog.confirm")]
    [InlineData("members.require2fa.switch")]
    [InlineData("upgrade.button")]
    [InlineData("totp.backupCode")]
    [InlineData("login.challengeBox")]
    [InlineData("legalConsent.accept")]
    [InlineData("members.selectAll")]
    [InlineData("bulk.selectAll")]
    public void There_is_no_landmark_for_what_must_never_be_clicked(string key) => AssertRefused(root =>
        root["landmarks"]?.AsObject().Add(key, JsonNode.Parse("""[{"role":"button","names":{"en":["Yes"]}}]""")));

    [Fact]
    public void What_is_clicked_can_never_be_made_a_switch() => AssertRefused(root =>
        Replace(root, "members.next", """[{"role":"switch","names":{"en":["Require two-factor authentication"]}}]"""));

    [Theory]
    [InlineData("row.remove", "switch")]
    [InlineData("row.open", "checkbox")]
    [InlineData("row.select", "button")]
    [InlineData("row.role", "link")]
    [InlineData("bulk.remove", "checkbox")]
    public void What_is_used_of_a_person_is_of_the_kind_that_it_is_used_as(string key, string role) => AssertRefused(root =>
        Replace(root, key, """[{"role":"ROLE","names":{"en":["More"]}}]""".Replace("ROLE", role, StringComparison.Ordinal)));

    [Theory]
    [InlineData("row.remove")]
    [InlineData("card.email")]
    public void What_is_in_a_person_s_row_is_looked_for_nowhere_else(string key) => AssertRefused(root =>
        Replace(root, key, """[{"role":"button","within":"page.main","names":{"en":["More"]}}]"""));

    [Fact]
    public void A_class_is_no_landmark() => AssertRefused(root => Replace(root, "members.list", """[{"css":".css-1a2b3c-table"}]"""));

    [Fact]
    public void A_landmark_lies_in_one_that_exists() => AssertRefused(root => Replace(root, "members.list", """[{"role":"table","within":"members.frame"}]"""));

    [Fact]
    public void No_landmark_lies_within_itself()
    {
        AssertRefused(root => Replace(root, "members.list", """[{"role":"table","within":"members.list"}]"""));
        AssertRefused(root =>
        {
            Replace(root, "members.list", """[{"role":"table","within":"members.page"}]""");
            Replace(root, "members.page", """[{"role":"heading","names":{"en":["Members"]}},{"role":"region","within":"members.list"}]""");
        });
    }

    [Theory]
    [InlineData("[open")]
    [InlineData("Seats\\\\-used")]
    [InlineData("(?<value>\\\\d+")]
    public void A_pattern_that_a_browser_refuses_is_refused_here(string pattern) => AssertRefused(root =>
        Replace(root, "members.headerCount", """[{"role":"heading","patterns":{"en":["PATTERN"]}}]""".Replace("PATTERN", pattern, StringComparison.Ordinal)));

    [Fact]
    public void A_role_of_no_app_is_refused() => AssertRefused(root => root["languages"]!["en"]!["roles"]!["Viewer"] = "Viewer");

    [Theory]
    [InlineData("""{"name":"x","find":[{"role":"dialog","names":{"en":["Remove member?"]}}],"close":[{"role":"button","names":{"en":["Close"]}}]}""", "removeDialog")]
    [InlineData("""{"name":"x","find":[{"role":"dialog","patterns":{"*":["^Confirm "]}}],"close":[{"role":"button","names":{"en":["Close"]}}]}""", "priceDialog")]
    [InlineData("""{"name":"x","find":[{"role":"dialog","names":{"de":["New terms of use"]}}],"close":[{"role":"button","names":{"en":["Close"]}}]}""", "page.legalConsent")]
    [InlineData("""{"name":"x","find":[{"role":"dialog"}],"close":[{"role":"button","names":{"en":["Close"]}}]}""", "told by no name")]
    [InlineData("""{"name":"x","find":[{"role":"dialog","names":{"en":["News"]}}],"close":[{"role":"button","names":{"en":["remove"]}}]}""", "removeDialog.confirm")]
    public void What_closes_an_overlay_is_nothing_that_the_app_asks_or_sends(string overlay, string told)
    {
        var refused = Assert.Throws<PageMapRefusedException>(() => PageMapParser.Parse(Maps.Changed(Own, root => root["overlays"]!.AsArray().Add(JsonNode.Parse(overlay))), "override"));

        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_landmark_is_named()
    {
        var refused = Assert.Throws<PageMapRefusedException>(() => PageMapParser.Parse(Maps.Changed(Own, root => root["landmarks"]?.AsObject().Remove("members.list")), "override"));

        Assert.Contains("members.list", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_override_is_refused_while_the_last_good_one_stays()
    {
        var file = Path.Combine(Path.GetTempPath(), $"page-map-{Guid.NewGuid():N}.json");
        File.WriteAllText(file, Maps.Changed(Own, root => root["version"] = 7));
        var source = Source(file);
        var check = new PageMapCheck(source);
        Assert.Equal((7, null), await SeenAsync());

        Write(file, "{ \"version\": 8 }", TimeSpan.FromMinutes(1));
        Assert.Equal((7, Refused), await SeenAsync());
        Write(file, Maps.Changed(Own, root => root["version"] = 9), TimeSpan.FromMinutes(2));
        Assert.Equal((9, null), await SeenAsync());
        // As somebody numbers by date and time; no number that a page map can have.
        Write(file, Maps.Changed(Own, root => root["version"] = 202611241030), TimeSpan.FromMinutes(3));
        Assert.Equal((9, Refused), await SeenAsync());
        Write(file, Maps.Changed(Own, root => root["version"] = 10), TimeSpan.FromMinutes(4));
        Assert.Equal((10, null), await SeenAsync());
        File.Delete(file);
        Assert.Equal((10, Refused), await SeenAsync());

        async Task<(int, string?)> SeenAsync() => ((await source.NowAsync(TestContext.Current.CancellationToken)).Version, await check.FindFaultAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Ahrefs:PageMapFile", "Ahrefs__PageMapFile and Ahrefs__PageMapBlob are both set")]
    [InlineData("Ahrefs:BaseUrl", "for the app, which has the storage")]
    public void A_map_lies_in_one_place_and_only_the_app_has_a_storage(string name, string told)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Ahrefs:PageMapBlob"] = "operator/page-map.json", [name] = "http://localhost:5000" };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        var services = new ServiceCollection().AddLogging().AddAhrefsConnector(configuration).BuildServiceProvider();

        Assert.Contains(told, Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_good_map_there_is_no_start() => Assert.Throws<PageMapRefusedException>(() =>
        Source(Path.Combine(Path.GetTempPath(), "no-such-map.json")));

    private static PageMapSource Source(string file) => new(AhrefsRegistration.OwnPageMap, new PageMapFile(file), TimeProvider.System, NullLogger<PageMapSource>.Instance);

    private static void AssertRefused(Action<JsonObject> change) =>
        Assert.Throws<PageMapRefusedException>(() => PageMapParser.Parse(Maps.Changed(Own, change), "override"));

    private static void Replace(JsonObject root, string key, string candidates) => root["landmarks"]!.AsObject()[key] = JsonNode.Parse(candidates);

    // Two writes within the clock's grain would look like one.
    private static void Write(string file, string text, TimeSpan later)
    {
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc) + later);
    }
}
