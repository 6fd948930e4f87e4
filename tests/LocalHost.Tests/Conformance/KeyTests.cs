using System.Net;
using System.Text.Json;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Conformance;

public sealed class KeyTests(SharedHost host)
{
    private const string Unkeyed = "Core Tools ask for no keys, and a host in Azure has other ones.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("api/ping", "", HttpStatusCode.OK)]
    [InlineData("api/keyed", "", HttpStatusCode.Unauthorized)]
    [InlineData("api/keyed", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("api/keyed", "durable", HttpStatusCode.Unauthorized)]
    [InlineData("api/keyed", "function", HttpStatusCode.OK)]
    [InlineData("api/keyed", "master", HttpStatusCode.OK)]
    [InlineData("api/master-only", "function", HttpStatusCode.Unauthorized)]
    [InlineData("api/master-only", "master", HttpStatusCode.OK)]
    [InlineData("admin/functions", "", HttpStatusCode.Unauthorized)]
    [InlineData("admin/functions", "function", HttpStatusCode.Unauthorized)]
    [InlineData("admin/functions", "master", HttpStatusCode.OK)]
    [InlineData("runtime/webhooks/durabletask/instances/", "", HttpStatusCode.Unauthorized)]
    [InlineData("runtime/webhooks/durabletask/instances/", "function", HttpStatusCode.Unauthorized)]
    [InlineData("runtime/webhooks/durabletask/instances/", "durable", HttpStatusCode.OK)]
    public async Task Opens_each_level_to_its_keys_only(string path, string key, HttpStatusCode expected)
    {
        Assert.SkipWhen(SharedHost.IsForeign, Unkeyed);
        Assert.Equal(expected, await host.Caller.StatusAsync(HttpMethod.Get, path, Cancel, Key(key)));
        Assert.Equal(expected, await host.Caller.StatusAsync(HttpMethod.Get, $"{path}?code={Key(key)}", Cancel));
    }

    [Fact]
    public void Keeps_generated_keys_for_the_owner_alone()
    {
        Assert.SkipWhen(SharedHost.IsForeign, Unkeyed);
        Assert.Equal(64, Key("function")?.Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host.Own.KeyFile));
    }

    [Fact]
    public async Task Keeps_its_keys_from_the_app()
    {
        Assert.SkipWhen(SharedHost.IsForeign, Unkeyed);
        using var response = await host.Caller.SendAsync(HttpMethod.Get, "api/settings/LocalHost__Keys__Master", Cancel);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancel));
    }

    private string? Key(string name)
    {
        if (name is "" or "wrong")
            return name.Length == 0 ? null : name;
        if (name == "master")
            return SampleHost.MasterKey;
        using var kept = JsonDocument.Parse(File.ReadAllText(host.Own.KeyFile));
        return kept.RootElement.GetProperty(name).GetString();
    }
}
