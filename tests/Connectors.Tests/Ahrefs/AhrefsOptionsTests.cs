using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.Tests.Ahrefs;

public sealed class AhrefsOptionsTests
{
    [Theory]
    [InlineData("https://app.ahrefs.com")]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://localhost:5000/")]
    [InlineData("http://w-1a2b.localhost:5000")]
    public void The_real_site_and_loopback_are_accepted(string url) => Assert.Equal(new Uri(url), Start(("Ahrefs:BaseUrl", url)).Find("ahrefs")?.App.BaseAddress);

    [Theory]
    [InlineData("http://app.ahrefs.com")]
    [InlineData("https://app.ahrefs.com:8443")]
    [InlineData("https://app.ahrefs.com.evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("https://localhost.evil.example")]
    [InlineData("https://192.168.1.1")]
    [InlineData("https://user@app.ahrefs.com")]
    [InlineData("https://app.ahrefs.com/account")]
    [InlineData("app.ahrefs.com")]
    public void Anything_else_stops_the_start(string url) => Assert.ThrowsAny<OptionsValidationException>(() => Start(("Ahrefs:BaseUrl", url)));

    [Theory]
    [InlineData("Browser:MaxSessions", "0")]
    [InlineData("Browser:StepTimeout", "00:00:00")]
    [InlineData("Browser:PageLoadsPerMinute", "0")]
    [InlineData("Browser:ExecutablePath", "no-such-browser")]
    public void A_wrong_browser_setting_stops_the_start(string name, string value) => Assert.ThrowsAny<OptionsValidationException>(() => Start((name, value)));

    [Fact]
    public void A_browser_without_windows_cannot_show_one()
    {
        var shell = Path.Combine(Directory.CreateTempSubdirectory("shell").FullName, "chromium-headless-shell");
        File.WriteAllText(shell, "");

        var refused = Assert.ThrowsAny<OptionsValidationException>(() => Start(("Browser:Headless", "false"), ("Browser:ExecutablePath", shell)));

        Assert.Contains("Browser__Headless", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalog_finds_an_app_in_any_case()
    {
        var catalog = Start();

        Assert.Equal("AHrefs Hub", catalog.Find("AHREFS")?.App.Name);
        Assert.Null(catalog.Find("unknown"));
        Assert.Equal("ahrefs", Assert.Single(catalog.Apps).Id);
    }

    [Fact]
    public void An_unverified_map_changes_nothing_on_the_real_site()
    {
        Assert.True(Assert.IsType<AhrefsConnector>(Start().Find("ahrefs")).NeedsVerification);
        Assert.False(Assert.IsType<AhrefsConnector>(Start(("Ahrefs:BaseUrl", "http://localhost:5000")).Find("ahrefs")).NeedsVerification);
    }

    private static AppCatalog Start(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value, StringComparer.Ordinal)).Build();
        var provider = new ServiceCollection().AddLogging().AddAhrefsConnector(configuration).BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        return provider.GetRequiredService<AppCatalog>();
    }
}
