using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seatkeeper.AhrefsSimulator.Seeding;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>A world of the simulator, driven by its control plane, and a connector that is set to it.</summary>
internal sealed class World : IDisposable
{
    public const string Password = "pw-canary-42";
    public const string TotpSecret = "JBSWY3DPEHPK3PXP";

    private readonly HttpClient control;
    private readonly Site site;

    private World(Site site, HttpClient control, string baseUrl, SeededWorld truth)
    {
        this.site = site;
        this.control = control;
        BaseUrl = baseUrl;
        Truth = truth;
        Run = new FakeRun(truth.OperatorEmail);
    }

    public string BaseUrl { get; }

    /// <summary>What was seeded.</summary>
    public SeededWorld Truth { get; }

    public FakeRun Run { get; }

    public BrowserOptions Browser { get; } = Site.NewOptions();

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public static async Task<World> CreateAsync(Site site, string set = "small", object? options = null, object? overrides = null, object? account = null, string? latency = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        var client = new HttpClient { BaseAddress = site.Simulator.Listening };
        client.DefaultRequestHeaders.Add("X-Sim-Key", site.Simulator.SimKey);
        var recipe = new
        {
            set,
            // The check of the sign-in page takes no longer than it has to, unless the test is about it.
            options = Merge(new { turnstileMs = 10 }, options),
            overrides = Merge(new { }, overrides),
            account = Merge(new { totpSecret = (string?)null, methods = Array.Empty<string>() }, account),
            latency = latency ?? "instant",
        };
        var answer = await client.PostAsJsonAsync("/_sim/worlds", recipe, cancel);
        var made = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(cancel) ?? [];
        client.DefaultRequestHeaders.Add("X-Sim-World", made["worldId"]?.ToString());
        return new World(site, client, made["baseUrl"]?.ToString() ?? "", DataSets.Create(set, 42));
    }

    public AhrefsConnector Connector(PageMapSource? maps = null, BrowserHost? browser = null)
    {
        var settings = new AhrefsSettings(Options.Create(new AhrefsOptions { BaseUrl = BaseUrl }), Options.Create(Browser), Time);
        return new AhrefsConnector(
            browser ?? site.Browser, maps ?? site.PageMaps, new PageLoadPacer(loadsPerMinute: null, Time), settings, NullLogger<AhrefsConnector>.Instance);
    }

    /// <summary>A connector that is set to the real site; for what has to be refused before anything is opened.</summary>
    public static AhrefsConnector OfRealSite(Site site)
    {
        var settings = new AhrefsSettings(Options.Create(new AhrefsOptions()), Options.Create(Site.NewOptions()), TimeProvider.System);
        return new AhrefsConnector(
            site.Browser, site.PageMaps, new PageLoadPacer(loadsPerMinute: null, TimeProvider.System), settings, NullLogger<AhrefsConnector>.Instance);
    }

    /// <summary>Gives the run a stored session, as an earlier sign-in would have left it, for tests that are not about signing in.</summary>
    public async Task BringSessionAsync()
    {
        var session = await SendAsync(HttpMethod.Post, "sessions", new { account = Truth.OperatorEmail });
        var cookie = new
        {
            name = session?["cookie"]?.ToString(),
            value = session?["value"]?.ToString(),
            domain = new Uri(BaseUrl).Host,
            path = "/",
            expires = -1,
            httpOnly = true,
            secure = false,
            sameSite = "Lax",
        };
        await Run.SaveSessionAsync(JsonSerializer.Serialize(new { cookies = new[] { cookie }, origins = Array.Empty<object>() }), origin: null, TestContext.Current.CancellationToken);
    }

    public Task PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

    public async Task<JsonNode> GetAsync(string path) =>
        await control.GetFromJsonAsync<JsonNode>("/_sim/" + path, TestContext.Current.CancellationToken) ?? new JsonObject();

    /// <summary>What the referee says of everything that happened in the world.</summary>
    public async Task AssertNoViolationAsync()
    {
        var verdict = await GetAsync("verdict");
        Assert.True(verdict["ok"]?.GetValue<bool>(), verdict["violations"]?.ToJsonString());
    }

    public void Dispose() => control.Dispose();

    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, "/_sim/" + path) { Content = JsonContent.Create(body) };
        var answer = await control.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    private static JsonObject Merge(object first, object? second)
    {
        var merged = JsonSerializer.SerializeToNode(first)?.AsObject() ?? [];
        foreach (var (name, value) in (second is null ? null : JsonSerializer.SerializeToNode(second)?.AsObject()) ?? [])
            merged[name] = value?.DeepClone();
        return merged;
    }
}
