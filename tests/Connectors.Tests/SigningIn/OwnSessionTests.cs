using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Connectors.SigningIn;

namespace Seatkeeper.Connectors.Tests.SigningIn;

public sealed class OwnSessionTests
{
    private static readonly Uri App = new("https://app.ahrefs.com");

    [Theory]
    [InlineData("app.ahrefs.com", true)]
    [InlineData(".app.ahrefs.com", true)]
    [InlineData(".ahrefs.com", true)]
    [InlineData("ahrefs.com", false)]
    [InlineData("static.ahrefs.com", false)]
    [InlineData(".hrefs.com", false)]
    [InlineData("login.corp.example", false)]
    [InlineData(".corp.example", false)]
    public void Only_cookies_that_the_app_is_sent_leave_the_window(string domain, bool leaves)
    {
        var state = JsonSerializer.Serialize(new { cookies = new[] { new { name = "c", value = "cookie-canary", domain, path = "/" } }, origins = Array.Empty<object>() });

        Assert.Equal(leaves, OwnSession.Of(state, App).Contains("cookie-canary", StringComparison.Ordinal));
    }

    [Fact]
    public void What_other_sites_stored_stays_behind()
    {
        var stores = new[] { "https://app.ahrefs.com", "https://login.corp.example", "https://app.ahrefs.com.corp.example", "http://app.ahrefs.com" }
            .Select(origin => new { origin, localStorage = new[] { new { name = "kept", value = origin } } });

        var own = JsonNode.Parse(OwnSession.Of(JsonSerializer.Serialize(new { cookies = Array.Empty<object>(), origins = stores }), App));

        Assert.Equal("https://app.ahrefs.com", Assert.Single(own?["origins"]?.AsArray() ?? [])?["origin"]?.ToString());
    }
}
