using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Testing;

namespace Seatkeeper.Dev.Tests;

public sealed class PackageAuditTests
{
    private const string Vulnerable = "/app/Functions.csproj : warning NU1903: Package 'Some.Package' 1.0.0 has a known high severity vulnerability, https://example.com/advisory\n";

    [Fact]
    public void Fails_where_a_package_has_a_known_vulnerability_and_names_it()
    {
        var outcome = PackageAudit.Of(new CommandRun(0, Vulnerable + Vulnerable + "warning NU1905: no data\n"));

        Assert.Equal((0, 1, 0), (outcome.Passed, outcome.Failed, outcome.Skipped));
        Assert.Contains("Some.Package", Assert.Single(outcome.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "warning NU1905: Audit source 'x' did not provide any vulnerability data.")]
    [InlineData(1, "warning NU1900: Error occurred while getting package vulnerability data")]
    [InlineData(1, "error NU1301: Unable to load the service index")]
    public void Is_told_as_not_run_where_the_source_cannot_say(int exitCode, string output)
    {
        var outcome = PackageAudit.Of(new CommandRun(exitCode, output));

        Assert.Equal((0, 0, 1), (outcome.Passed, outcome.Failed, outcome.Skipped));
        Assert.Contains("Not run", Assert.Single(outcome.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_told_as_not_run_where_no_source_has_a_list_and_knows_one_that_has()
    {
        Assert.Equal(1, PackageAudit.Of(restore: null).Skipped);
        Assert.Equal(["https://one.example/index.json"], PackageAudit.SourcesOf("E https://one.example/index.json\nD https://two.example/index.json\nE /a/folder\n").Select(source => source.AbsoluteUri));
        Assert.True(PackageAudit.Knows("{\"resources\":[{\"@type\":\"VulnerabilityInfo/6.7.0\"}]}"));
        Assert.False(PackageAudit.Knows("{\"resources\":[{\"@type\":\"PackageBaseAddress/3.0.0\"}]}"));
    }

    [Fact]
    public void Passes_where_the_source_was_asked_and_knows_of_none() => Assert.Equal(1, PackageAudit.Of(new CommandRun(0, "Restored /app/Functions.csproj (in 2 s).")).Passed);
}
