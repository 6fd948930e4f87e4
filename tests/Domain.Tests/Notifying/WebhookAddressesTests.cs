using System.Net;
using Seatkeeper.Domain.Notifying;

namespace Seatkeeper.Domain.Tests.Notifying;

public sealed class WebhookAddressesTests
{
    private static readonly WebhookAddresses strict = new([]);
    private static readonly WebhookAddresses named = new(["10.1.2.3", "hooks.corp.example", "[::1]", "receiver", "169.254.169.254"]);

    [Theory]
    [InlineData("https://hooks.example.com/seats")]
    [InlineData("https://hooks.example.com:8443/seats?team=1")]
    [InlineData("HTTPS://HOOKS.EXAMPLE.COM")]
    [InlineData("https://93.184.216.34/x")]
    [InlineData("https://[2606:4700:4700::1111]/x")]
    [InlineData("https://xn--bcher-kva.example/")]
    public void A_public_address_with_TLS_is_good(string address) => Assert.Null(strict.BrokenRule(address));

    [Theory]
    [InlineData(null, "must be a whole address")]
    [InlineData("", "must be a whole address")]
    [InlineData("/seats", "must be")]
    [InlineData("hooks.example.com", "must be a whole address")]
    [InlineData("https://", "must be a whole address")]
    [InlineData("https://hooks.example.com/a b", "must be a whole address")]
    [InlineData("https://hooks.example.com/\r\nX: y", "must be a whole address")]
    [InlineData(@"https:\\hooks.example.com", "must be a whole address")]
    [InlineData("https://b\u00fccher.example/", "must be a whole address")]
    [InlineData("https://me:pw@hooks.example.com/", "must hold no user name")]
    [InlineData("https://me@hooks.example.com/", "must hold no user name")]
    [InlineData("https://hooks.example.com/#x", "must hold no user name, no password and no fragment")]
    [InlineData("http://hooks.example.com/", "must begin with https://")]
    [InlineData("ftp://hooks.example.com/", "must begin with https://")]
    [InlineData("file:///etc/passwd", "must begin with https://")]
    public void What_is_no_such_address_is_refused_by_its_rule(string? address, string rule) =>
        Assert.StartsWith(rule, strict.BrokenRule(address), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://api.localhost/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://nas.home.arpa/")]
    [InlineData("https://receiver/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    public void Private_hosts_are_refused_however_they_are_written(string address) => Assert.Equal(WebhookAddresses.PrivateRule, strict.BrokenRule(address));

    [Theory]
    [InlineData("http://10.1.2.3:5000/x")]
    [InlineData("https://10.1.2.3/x")]
    [InlineData("http://hooks.corp.example/x")]
    [InlineData("http://[::1]:81/x")]
    [InlineData("https://receiver/")]
    public void A_host_that_the_operator_names_may_be_private_and_without_TLS(string address) => Assert.Null(named.BrokenRule(address));

    [Theory]
    [InlineData("http://10.1.2.4/x")]
    [InlineData("https://10.1.2.4/x")]
    [InlineData("http://other.corp.example/x")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("http://169.254.169.254/")]
    public void It_allows_no_other_host_and_never_where_clouds_keep_credentials(string address) => Assert.NotNull(named.BrokenRule(address));

    [Theory]
    [InlineData("hooks.example.com", "93.184.216.34", true)]
    [InlineData("hooks.example.com", "10.1.2.3", false)]
    [InlineData("hooks.example.com", "::ffff:127.0.0.1", false)]
    [InlineData("hooks.corp.example", "10.9.9.9", true)]
    [InlineData("HOOKS.corp.example.", "10.9.9.9", true)]
    [InlineData("hooks.corp.example", "169.254.169.254", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    public void Where_a_name_leads_is_held_against_the_same_rule(string host, string address, bool expected) =>
        Assert.Equal(expected, named.MayLead(host, 443, IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://ported.corp.example:8443/x", true)]
    [InlineData("http://[fd00::7]:81/x", true)]
    [InlineData("http://ported.corp.example/x", false)]
    [InlineData("http://ported.corp.example:22/x", false)]
    [InlineData("http://[fd00::7]:82/x", false)]
    public void Of_a_host_that_the_operator_names_with_a_port_no_other_port_is_called(string address, bool allowed)
    {
        var ported = new WebhookAddresses(["ported.corp.example:8443", "[fd00::7]:81"]);

        Assert.Equal(allowed, ported.BrokenRule(address) is null);
        Assert.Equal(allowed, ported.MayLead(new Uri(address).IdnHost, new Uri(address).Port, IPAddress.Parse("10.9.9.9")));
    }
}
