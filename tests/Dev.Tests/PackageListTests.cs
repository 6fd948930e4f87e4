using System.Text.Json.Nodes;
using Seatkeeper.Dev.Listing;

namespace Seatkeeper.Dev.Tests;

public sealed class PackageListTests
{
    private const string Restore =
        """
        {
          "targets": { "net10.0": {
            "Some.Package/1.2.3": { "type": "package", "dependencies": { "Its.Need": "1.0.0" } },
            "Its.Need/1.1.0": { "type": "package" },
            "Rules/1.0.0": { "type": "project", "dependencies": { "Its.Need": "1.0.0" } }
          } },
          "libraries": { "Some.Package/1.2.3": { "sha512": "AQID", "type": "package" }, "Its.Need/1.1.0": { "type": "package" }, "Rules/1.0.0": { "type": "project" } },
          "projectFileDependencyGroups": { "net10.0": [ "Some.Package >= 1.2.3", "Rules >= 1.0.0" ] },
          "project": { "restore": { "projectName": "App" } }
        }
        """;

    [Fact]
    public void Every_package_is_told_once_with_its_digest_and_what_needs_it()
    {
        var list = PackageList.Of([Parsed(), Parsed()]);

        Assert.Equal(("CycloneDX", "1.6", "Seatkeeper"), ($"{list["bomFormat"]}", $"{list["specVersion"]}", $"{list["metadata"]?["component"]?["name"]}"));
        Assert.Equal(["pkg:nuget/Its.Need@1.1.0", "pkg:nuget/Some.Package@1.2.3", "project:App"], Components(list).Select(one => $"{one["bom-ref"]}"));
        var package = Components(list).Single(one => $"{one["name"]}" == "Some.Package");
        Assert.Equal(("library", "1.2.3", "pkg:nuget/Some.Package@1.2.3"), ($"{package["type"]}", $"{package["version"]}", $"{package["purl"]}"));
        Assert.Equal("""[{"alg":"SHA-512","content":"010203"}]""", package["hashes"]?.ToJsonString());
        Assert.Equal(["project:App"], Needs(list, "seatkeeper"));
        Assert.Equal(["pkg:nuget/Some.Package@1.2.3", "project:Rules"], Needs(list, "project:App"));
        Assert.Equal(["pkg:nuget/Its.Need@1.1.0"], Needs(list, "pkg:nuget/Some.Package@1.2.3"));
        Assert.Empty(Needs(list, "pkg:nuget/Its.Need@1.1.0"));
    }

    [Fact]
    public void The_apps_own_list_names_all_that_it_speaks_of()
    {
        var list = PackageList.Of(SbomCommand.Restores());

        var named = Components(list).Select(one => $"{one["bom-ref"]}").Append("seatkeeper").ToList();
        Assert.Equal(named.Distinct(StringComparer.Ordinal), named);
        Assert.Contains(named, one => one.StartsWith("pkg:nuget/Microsoft.Playwright@", StringComparison.Ordinal));
        Assert.Contains("project:Seatkeeper.Functions", Needs(list, "seatkeeper"));
        var spoken = (list["dependencies"]?.AsArray() ?? []).SelectMany(need => (need?["dependsOn"]?.AsArray() ?? []).Append(need?["ref"]).Select(one => $"{one}"));
        Assert.Empty(spoken.Except(named, StringComparer.Ordinal));
        Assert.All(Components(list).Where(one => one["purl"] is not null), one => Assert.Matches("^[0-9a-f]{128}$", $"{one["hashes"]?[0]?["content"]}"));
    }

    private static JsonObject Parsed() => JsonNode.Parse(Restore)?.AsObject() ?? [];

    private static IEnumerable<JsonNode> Components(JsonObject list) => (list["components"]?.AsArray() ?? []).OfType<JsonNode>();

    private static IEnumerable<string> Needs(JsonObject list, string of) =>
        Assert.Single((list["dependencies"]?.AsArray() ?? []).OfType<JsonNode>(), need => $"{need["ref"]}" == of)["dependsOn"]?.AsArray().Select(one => $"{one}") ?? [];
}
