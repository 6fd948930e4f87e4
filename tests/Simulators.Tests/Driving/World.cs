using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Refereeing;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.Simulators.Tests.Driving;

/// <summary>A test's own world, with its control plane over real HTTP.</summary>
public sealed class World(RunningSimulator simulator, SimWorld sim) : IDisposable
{
    private readonly HttpClient control = ClientOf(simulator, sim, simulator.SimKey);

    public SimWorld Sim { get; } = sim;

    public string BaseUrl => WorldStore.AddressOf(Sim, simulator.Listening.Port);

    public string Password => Sim.Recipe.Account.Password;

    public string TotpSecret => Sim.Recipe.Account.TotpSecret ?? "";

    /// <summary>The world now, which is another one after a reset.</summary>
    public SimWorld Now => simulator.Worlds.Find(Sim.Id) ?? throw new InvalidOperationException("The world is gone.");

    public IReadOnlyList<JournalEntry> Journal(params IReadOnlyCollection<JournalKind> kinds) => Now.Journal.Read(0, kinds);

    public async Task<JsonNode?> ControlAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        var (status, answer) = await TryControlAsync(method, path, body);
        Assert.True(status < 300, $"{method} {path} answered {status}: {answer}");
        return answer;
    }

    public async Task<(int Status, JsonNode? Body)> TryControlAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await control.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>The referee's word, over HTTP.</summary>
    public async Task<Verdict> VerdictAsync()
    {
        var verdict = await ControlAsync(HttpMethod.Get, "/_sim/verdict");
        return verdict.Deserialize<Verdict>(SimJson.Own.Options) ?? throw new InvalidOperationException("There is no verdict.");
    }

    /// <summary>A client without a browser: cookies, but neither the page's nonce nor its script.</summary>
    public SiteClient NewClient() => new(simulator, this);

    public void Dispose()
    {
        control.Dispose();
        simulator.Worlds.Delete(Sim.Id);
    }

    private static HttpClient ClientOf(RunningSimulator simulator, SimWorld sim, string key)
    {
        var client = new HttpClient { BaseAddress = simulator.Listening };
        client.DefaultRequestHeaders.Add("X-Sim-Key", key);
        client.DefaultRequestHeaders.Add("X-Sim-World", sim.Id);
        return client;
    }
}
