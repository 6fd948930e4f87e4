using Seatkeeper.Dev.Setup;
using Seatkeeper.Dev.SigningIn;

namespace Seatkeeper.Dev.Tests;

public sealed class SignInOptionsTests
{
    [Fact]
    public void Takes_its_options_in_any_order() => Assert.Equal(
        new SignInOptions("h1", "Contoso SEO", new Uri("https://app.corp.test"), "key", "map.json") { Within = TimeSpan.FromMinutes(5) },
        SignInOptions.Parse(["--minutes", "5", "--app", "https://app.corp.test", "--workspace", "Contoso SEO", "--hub", "h1", "--key-file", "key", "--page-map", "map.json"]));

    [Theory]
    [InlineData()]
    [InlineData("--hub")]
    [InlineData("--hub", "h1", "--password", "p")]
    [InlineData("--hub", "h1", "--minutes", "0")]
    [InlineData("--hub", "h1", "--minutes", "soon")]
    [InlineData("--hub", "h1", "--app", "http://app.corp.test")]
    public void Says_what_it_takes_when_it_does_not_understand_or_the_key_would_go_in_the_clear(params string[] args) =>
        Assert.NotEmpty(Assert.Throws<StepFailedException>(() => SignInOptions.Parse(args)).Remedy);
}
