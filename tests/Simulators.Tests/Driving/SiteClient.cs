using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.AhrefsSimulator.Hosting;

namespace Seatkeeper.Simulators.Tests.Driving;

/// <summary>Calls the site without a browser. What it does is a bad driver's way, unless it shows the page's nonce.</summary>
public sealed partial class SiteClient : IDisposable
{
    private readonly World world;
    private readonly HttpClient client;

    public SiteClient(RunningSimulator simulator, World world)
    {
        this.world = world;
        var handler = new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false };
        client = new HttpClient(handler) { BaseAddress = simulator.Listening };
        client.DefaultRequestHeaders.Add("X-Sim-World", world.Sim.Id);
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Sent with every call once a page gave one.</summary>
    public string? Nonce { get; set; }

    public string? Click { get; set; }

    public async Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        change?.Invoke(request);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<string> PageAsync(string path)
    {
        using var response = await GetAsync(path);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Opens a page and keeps its nonce, as the page's own script would.</summary>
    public async Task OpenAsync(string path) => Nonce = NonceOf().Match(await PageAsync(path)).Groups["nonce"].Value;

    public async Task<(int Status, JsonNode? Body)> CallAsync(string name, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v4/{name}") { Content = JsonContent.Create(body ?? []) };
        if (Nonce is not null) request.Headers.Add("X-Sim-Page", Nonce);
        if (Click is not null) request.Headers.Add("X-Sim-Click", Click);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.StartsWith('<') || text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<(int Status, JsonNode? Body)> PasswordAsync(string? password = null, string? email = null)
    {
        using var token = await client.PostAsync("/_turnstile/token?how=auto", content: null, TestContext.Current.CancellationToken);
        var answer = await token.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        return await CallAsync("simSignIn", new JsonObject
        {
            ["email"] = email ?? world.Sim.OperatorEmail,
            ["password"] = password ?? world.Password,
            ["challengeToken"] = answer?["token"]?.ToString(),
            ["return"] = "/account/members/confirmed",
        });
    }

    public Task<(int Status, JsonNode? Body)> CodeAsync(string? code = null) =>
        CallAsync("simTotp", new JsonObject { ["code"] = code ?? TotpCodes.Compute(world.TotpSecret, world.Sim.Clock.SiteNow) });

    public async Task SignInAsync()
    {
        Assert.Equal("totp", (await PasswordAsync()).Body?["next"]?.ToString());
        Assert.Equal("done", (await CodeAsync()).Body?["next"]?.ToString());
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("\"nonce\":\"(?<nonce>[0-9a-f]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NonceOf();
}
