using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests;

public sealed class RunOptionsTests
{
    [Fact]
    public void Takes_its_options_in_any_order() =>
        Assert.Equal(new RunOptions("large", Once: true, Fresh: true), RunOptions.Parse(["--fresh", "--members", "large", "--once"]));

    [Theory]
    [InlineData("--members", "huge")]
    [InlineData("--members")]
    [InlineData("--faster")]
    public void Says_what_it_takes_when_it_does_not_understand(params string[] args)
    {
        var refused = Assert.Throws<StepFailedException>(() => RunOptions.Parse(args));

        Assert.NotEmpty(refused.Remedy);
    }
}
