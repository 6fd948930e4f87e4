using Seatkeeper.Dev.Setup;
using Seatkeeper.Dev.Testing;

namespace Seatkeeper.Dev.Tests;

public sealed class TestOptionsTests
{
    [Fact]
    public void Everything_is_tested_as_on_a_developers_machine_unless_asked_otherwise()
    {
        Assert.Equal((null, false, "local"), Told(TestOptions.Parse([])));
        Assert.Equal(("Domain", true, "local"), Told(TestOptions.Parse(["Domain", "--all"])));
    }

    [Fact]
    public void Another_configuration_is_for_the_tests_that_start_the_whole_app()
    {
        Assert.Equal(("EndToEnd", false, "azure"), Told(TestOptions.Parse(["--config", "azure"])));
        Assert.Equal(("endtoend", true, "azure"), Told(TestOptions.Parse(["--all", "--config", "azure", "endtoend"])));
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("--config", "--all")]
    [InlineData("--config", "aws")]
    [InlineData("--everything")]
    [InlineData("Domain", "Functions")]
    [InlineData("Functions", "--config", "azure")]
    public void What_it_does_not_know_it_refuses_and_says_what_it_takes(params string[] args) =>
        Assert.Contains("--config local|azure", Assert.Throws<StepFailedException>(() => TestOptions.Parse(args)).Remedy, StringComparison.Ordinal);

    private static (string? Only, bool All, string Configuration) Told(TestOptions options) => (options.Only, options.All, options.Configuration);
}
