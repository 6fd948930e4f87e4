using Seatkeeper.Dev.Probing;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests;

public sealed class ProbeOptionsTests
{
    [Fact]
    public void Takes_its_options_in_any_order() => Assert.Equal(
        new ProbeOptions("h1", OpenDialogs: true, "I looked", new Uri("https://app.corp.test"), "key"),
        ProbeOptions.Parse(["--app", "https://app.corp.test", "--open-dialogs", "--hub", "h1", "--verify", "I looked", "--key-file", "key"]));

    [Theory]
    [InlineData()]
    [InlineData("--hub")]
    [InlineData("--hub", "--open-dialogs")]
    [InlineData("--hub", "h1", "--submit")]
    [InlineData("--hub", "h1", "--app", "http://app.corp.test")]
    [InlineData("--hub", "h1", "--app", "nowhere")]
    public void Says_what_it_takes_when_it_does_not_understand_or_the_key_would_go_in_the_clear(params string[] args) =>
        Assert.NotEmpty(Assert.Throws<StepFailedException>(() => ProbeOptions.Parse(args)).Remedy);
}
