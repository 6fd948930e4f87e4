using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Conformance;

public sealed class AdminTests(SharedHost host)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_the_ping_without_a_key() =>
        Assert.Equal(HttpStatusCode.OK, await host.Caller.StatusAsync(HttpMethod.Get, "admin/host/ping", Cancel));

    [Fact]
    public async Task Tells_that_it_runs()
    {
        using var response = await host.Caller.AdminAsync(HttpMethod.Get, "admin/host/status", Cancel);
        Assert.Equal("Running", (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Lists_every_function()
    {
        using var response = await host.Caller.AdminAsync(HttpMethod.Get, "admin/functions", Cancel);
        var names = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).EnumerateArray().Select(function => function.GetProperty("name").GetString()).ToList();
        Assert.Superset(new HashSet<string?> { "Ping", "Tick", "EchoFlow", "Note", "Counter" }, names.ToHashSet());
    }

    [Theory]
    [InlineData("Tick", """{"input":""}""", HttpStatusCode.Accepted)]
    [InlineData("Tick", "{}", HttpStatusCode.Accepted)]
    [InlineData("Nobody", """{"input":""}""", HttpStatusCode.NotFound)]
    [InlineData("Tick", "", HttpStatusCode.BadRequest)]
    [InlineData("Tick", "[]", HttpStatusCode.BadRequest)]
    [InlineData("Tick", "not json", HttpStatusCode.BadRequest)]
    public async Task Fires_a_timer_when_asked_properly(string function, string body, HttpStatusCode expected)
    {
        using var response = await host.Caller.AdminAsync(HttpMethod.Post, $"admin/functions/{function}", Cancel, body);
        Assert.Equal(expected, response.StatusCode);
    }
}
