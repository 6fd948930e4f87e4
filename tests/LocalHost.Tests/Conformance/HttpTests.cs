using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Conformance;

public sealed class HttpTests(SharedHost host)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("api/ping", "world")]
    [InlineData("api/ping/J%C3%BCrgen%20A", "Jürgen A")]
    [InlineData("API/Ping/x", "x")]
    public async Task Binds_optional_route_values(string path, string name) =>
        Assert.Equal(name, (await host.Caller.GetAsync(path, Cancel)).GetProperty("pong").GetString());

    [Fact]
    public async Task Passes_the_query_on() =>
        Assert.Equal("a b&c", (await host.Caller.GetAsync("api/ping?q=a%20b%26c", Cancel)).GetProperty("query").GetString());

    [Theory]
    [InlineData("PUT", "api/numbers/42/a/b", HttpStatusCode.OK)]
    [InlineData("PATCH", "api/numbers/42", HttpStatusCode.OK)]
    [InlineData("GET", "api/numbers/42", HttpStatusCode.NotFound)]
    [InlineData("PUT", "api/numbers/forty", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/nothing-here", HttpStatusCode.NotFound)]
    [InlineData("GET", "ping", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/disabled", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "api/UnroutedName", HttpStatusCode.OK)]
    public async Task Routes_by_template_constraint_and_method(string method, string path, HttpStatusCode expected) =>
        Assert.Equal(expected, await host.Caller.StatusAsync(new HttpMethod(method), path, Cancel));

    [Fact]
    public async Task Binds_constrained_and_catch_all_values()
    {
        using var response = await host.Caller.SendAsync(HttpMethod.Put, "api/numbers/42/a/b", Cancel);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal((42, "a/b", "PUT"), (body.GetProperty("number").GetInt32(), body.GetProperty("rest").GetString(), body.GetProperty("method").GetString()));
    }

    [Fact]
    public async Task Carries_large_bodies_and_headers_both_ways_unchanged()
    {
        var sent = RandomNumberGenerator.GetBytes(5 * 1024 * 1024);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/echo") { Content = new ByteArrayContent(sent) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-sample");
        request.Headers.Add("X-Sample", "kept");
        using var response = await host.Caller.Http.SendAsync(request, Cancel);
        Assert.Equal("application/x-sample", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("kept", response.Headers.GetValues("X-Sample").Single());
        var received = await response.Content.ReadAsByteArrayAsync(Cancel);
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public async Task Carries_headers_that_are_not_ASCII()
    {
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Caller.Http.BaseAddress!, "api/echo")) { Content = new StringContent("sent") };
        request.Headers.TryAddWithoutValidation("X-Other", "é");
        using var response = await client.SendAsync(request, Cancel);
        Assert.Equal("sent", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Streams_events_as_they_come()
    {
        var topic = Guid.NewGuid().ToString("N");
        using var response = await host.Caller.Http.GetAsync($"api/events/{topic}", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("data: 1", await reader.ReadLineAsync(Cancel));

        // The second event is sent only after this, so the first one cannot have been held back.
        await host.Caller.StatusAsync(HttpMethod.Post, $"api/events/{topic}/next", Cancel);
        await reader.ReadLineAsync(Cancel);
        Assert.Equal("data: 2", await reader.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task Answers_500_when_a_function_throws() =>
        Assert.Equal(HttpStatusCode.InternalServerError, await host.Caller.StatusAsync(HttpMethod.Get, "api/throw", Cancel));

    [Fact]
    public async Task Cancels_the_function_when_the_caller_goes_away()
    {
        var topic = Guid.NewGuid().ToString("N");
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var call = host.Caller.StatusAsync(HttpMethod.Get, $"api/wait/{topic}", gone.Token);
        await host.Caller.JournalAsync($"waiting {topic}", 1, Cancel);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await host.Caller.JournalAsync($"cancelled {topic}", 1, Cancel);
    }

    [Fact]
    public async Task Gives_the_app_its_local_settings()
    {
        using var response = await host.Caller.SendAsync(HttpMethod.Get, "api/settings/Sample__Greeting", Cancel);
        Assert.Equal("hello from local settings", await response.Content.ReadAsStringAsync(Cancel));
    }
}
