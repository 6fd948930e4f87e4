using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Servers;

/// <summary>One world of the simulator: its own people, journal, faults and clock.</summary>
public sealed class SimulatedWorld
{
    private const string WorldHeader = "X-Sim-World";
    private readonly SimulatorServer server;

    internal SimulatedWorld(SimulatorServer server, string id, string baseUrl)
    {
        this.server = server;
        Id = id;
        BaseUrl = baseUrl;
    }

    public string Id { get; }

    /// <summary>Where a browser finds it.</summary>
    public string BaseUrl { get; }

    /// <summary>What an app is told so that it takes this world for the site.</summary>
    public IReadOnlyDictionary<string, string> AppSettings => new Dictionary<string, string>
    {
        ["Ahrefs__BaseUrl"] = BaseUrl,
        ["Ahrefs__PageMapFile"] = Repository.InRoot("tests", "Simulators", "AhrefsSimulator", "page-map.json"),
    };

    /// <summary>The whole truth: workspaces, members, invitations, sessions, faults, clock.</summary>
    public Task<JsonObject> StateAsync(CancellationToken cancellation) => SendAsync(HttpMethod.Get, "/_sim/state", body: null, cancellation);

    /// <summary>What the referee says of everything that was done so far.</summary>
    public Task<JsonObject> VerdictAsync(CancellationToken cancellation) => SendAsync(HttpMethod.Get, "/_sim/verdict", body: null, cancellation);

    /// <summary>What reached the site, in order; <paramref name="kinds"/> as in <c>request,effect</c>.</summary>
    public async Task<IReadOnlyList<JsonObject>> JournalAsync(string kinds, CancellationToken cancellation) =>
        [.. (await AskAsync(HttpMethod.Get, $"/_sim/journal?since=0&kinds={kinds}", body: null, cancellation))?.AsArray().OfType<JsonObject>() ?? []];

    /// <summary>Every fault that there is a recipe for.</summary>
    public async Task<IReadOnlyList<JsonObject>> ScenariosAsync(CancellationToken cancellation) =>
        [.. (await AskAsync(HttpMethod.Get, "/_sim/scenarios", body: null, cancellation))?.AsArray().OfType<JsonObject>() ?? []];

    /// <summary>Every fault that waits or has struck, with how often.</summary>
    public async Task<IReadOnlyList<JsonObject>> FaultsAsync(CancellationToken cancellation) =>
        [.. (await AskAsync(HttpMethod.Get, "/_sim/faults", body: null, cancellation))?.AsArray().OfType<JsonObject>() ?? []];

    /// <summary>Sends a control call; an answer without body gives an empty object.</summary>
    public async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellation) =>
        await AskAsync(method, path, body, cancellation) as JsonObject ?? [];

    private async Task<JsonNode?> AskAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add(WorldHeader, Id);
        using var answer = await server.Control.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {path} was answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
