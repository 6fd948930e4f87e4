using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.Tests.Browser;

public sealed class NavigationPolicyTests
{
    private static readonly NavigationPolicy Policy = new(new Uri("https://app.ahrefs.com"), ["static.ahrefs.com", "*.checks.example"]);

    [Theory]
    [InlineData("https://app.ahrefs.com/account/members", true)]
    [InlineData("https://app.ahrefs.com", true)]
    [InlineData("about:blank", true)]
    [InlineData("https://app.ahrefs.com.evil.example/", false)]
    [InlineData("https://app.ahrefs.com@evil.example/", false)]
    [InlineData("http://app.ahrefs.com/", false)]
    [InlineData("https://app.ahrefs.com:8443/", false)]
    [InlineData("https://static.ahrefs.com/", false)]
    [InlineData("data:text/html,hello", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Top_level_pages_are_the_apps_own(string url, bool allowed) => Assert.Equal(allowed, Policy.AllowsTopLevel(url));

    [Theory]
    [InlineData("https://app.ahrefs.com/app.js", true)]
    [InlineData("https://static.ahrefs.com/app.js", true)]
    [InlineData("https://a.checks.example/frame", true)]
    [InlineData("data:image/gif;base64,R0lGODlh", true)]
    [InlineData("https://checks.example/frame", false)]
    [InlineData("http://static.ahrefs.com/app.js", false)]
    [InlineData("https://evil.example/app.js", false)]
    [InlineData("https://evilstatic.ahrefs.com/app.js", false)]
    public void Everything_else_comes_from_the_hosts_that_are_listed(string url, bool allowed) => Assert.Equal(allowed, Policy.AllowsSubresource(url));

    [Theory]
    [InlineData("https://app.ahrefs.com", "MAP app.ahrefs.com:443 app.ahrefs.com")]
    [InlineData("http://localhost:5080", "MAP localhost:5080 localhost")]
    [InlineData("http://127.0.0.1:5080", "MAP 127.0.0.1:5080 127.0.0.1")]
    [InlineData("http://w-1.localhost:5080", "MAP *.localhost:5080 localhost")]
    public void Chromium_itself_resolves_nothing_else(string app, string rule) =>
        Assert.Equal(
            $"{rule} , MAP static.ahrefs.com:443 static.ahrefs.com , EXCLUDE *.checks.example , MAP * ~NOTFOUND",
            new NavigationPolicy(new Uri(app), ["static.ahrefs.com", "*.checks.example"]).HostRules());

    [Theory]
    [InlineData("https://app.ahrefs.com/user/login?password=pw&next=%2F#x", "https://app.ahrefs.com/user/login?password&next")]
    [InlineData("https://app.ahrefs.com/account", "https://app.ahrefs.com/account")]
    [InlineData("data:text/html,secret", "data")]
    public void Addresses_are_kept_without_values(string url, string kept) => Assert.Equal(kept, PageAddress.WithoutValues(url));
}
