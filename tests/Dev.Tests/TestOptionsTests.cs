using Seatkeeper.Dev.Setup;
using Seatkeeper.Dev.Testing;

namespace Seatkeeper.Dev.Tests;

public sealed class TestOptionsTests
{
    private const string EveryProject = "Connectors.Tests Domain.Tests EndToEnd.Tests Functions.Tests";

    [Fact]
    public void Everything_is_tested_as_on_a_developers_machine_unless_asked_otherwise()
    {
        Assert.Equal((EveryProject, false, true), Told());
        Assert.Equal(("Domain.Tests", true, false), Told("Domain", "--all"));
    }

    [Fact]
    public void Another_configuration_is_for_the_tests_that_start_the_whole_app()
    {
        Assert.Equal(("EndToEnd.Tests", false, false), Told("--config", "azure"));
        Assert.Equal(("EndToEnd.Tests", true, false), Told("--all", "--config", "azure", "endtoend.tests"));
        Assert.Equal(("EndToEnd.Tests", false, false), Told("d", "--config", "azure"));
        Assert.Equal(("", false, false), Told("Domain", "--config", "azure"));
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("--config", "--all")]
    [InlineData("--config", "aws")]
    [InlineData("--everything")]
    [InlineData("Domain", "Functions")]
    public void What_it_does_not_know_it_refuses_and_says_what_it_takes(params string[] args) =>
        Assert.Contains("--config local|azure", Assert.Throws<StepFailedException>(() => TestOptions.Parse(args)).Remedy, StringComparison.Ordinal);

    private static (string Projects, bool All, bool IsWhole) Told(params string[] args)
    {
        var options = TestOptions.Parse(args);
        return (string.Join(' ', EveryProject.Split(' ').Where(options.Covers)), options.All, options.IsWhole);
    }
}
