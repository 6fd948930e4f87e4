using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests;

public sealed class MoveSecretsOptionsTests
{
    [Fact]
    public void Takes_its_options_in_any_order() => Assert.Equal(
        new MoveSecretsOptions(new Uri("https://contoso.vault.azure.net"), "folder", Replace: true),
        MoveSecretsOptions.Parse(["--replace", "--from", "folder", "--to", "https://contoso.vault.azure.net/"]));

    [Theory]
    [InlineData()]
    [InlineData("--to")]
    [InlineData("--to", "contoso")]
    [InlineData("--to", "http://contoso.vault.azure.net")]
    [InlineData("--to", "https://contoso.vault.azure.net/secrets/one")]
    [InlineData("--to", "https://contoso.vault.azure.net", "--from")]
    [InlineData("--to", "https://contoso.vault.azure.net", "--token", "t")]
    public void Says_what_it_takes_where_it_does_not_understand_or_the_secrets_would_go_in_the_clear(params string[] args) =>
        Assert.NotEmpty(Assert.Throws<StepFailedException>(() => MoveSecretsOptions.Parse(args)).Remedy);
}
