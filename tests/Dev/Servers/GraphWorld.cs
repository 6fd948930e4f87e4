using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Servers;

/// <summary>
/// One tenant of the Graph simulator: its own users, groups, subscriptions, journal, faults and clock.
/// Users are named by id, principal name or mail, groups by id or display name.
/// </summary>
public sealed class GraphWorld
{
    private const string WorldHeader = "X-Sim-World";
    private readonly HttpClient control;

    private GraphWorld(HttpClient control, JsonObject described, string clientSecret)
    {
        this.control = control;
        Id = Text(described, "worldId");
        BaseUrl = Text(described, "baseUrl");
        Authority = Text(described, "authority");
        TokenUrl = Text(described, "tokenUrl");
        TenantId = Text(described, "tenantId");
        ClientId = Text(described, "clientId");
        ClientSecret = clientSecret;
    }

    public string Id { get; }

    /// <summary>Where a client finds v1.0, in place of <c>https://graph.microsoft.com/v1.0</c>.</summary>
    public string BaseUrl { get; }

    /// <summary>In place of <c>https://login.microsoftonline.com</c>.</summary>
    public string Authority { get; }

    public string TokenUrl { get; }

    public string TenantId { get; }

    public string ClientId { get; }

    public string ClientSecret { get; }

    /// <summary>What an app is told so that it takes this world for its tenant.</summary>
    /// <param name="notificationUrl">Where Graph reaches the app.</param>
    public IReadOnlyDictionary<string, string?> AppSettings(string notificationUrl) => new Dictionary<string, string?>
    {
        ["Graph__TenantId"] = TenantId,
        ["Graph__BaseUrl"] = BaseUrl,
        ["Graph__ClientId"] = ClientId,
        ["Graph__ClientSecret"] = ClientSecret,
        ["Graph__NotificationUrl"] = notificationUrl,
    };

    /// <summary>A client for the control plane of a simulator that runs anywhere.</summary>
    public static HttpClient ControlOf(Uri simulator, string simKey)
    {
        // A flood takes as long as it is asked to.
        var client = new HttpClient { BaseAddress = simulator, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Add("X-Sim-Key", simKey);
        return client;
    }

    public static async Task<GraphWorld> CreateAsync(HttpClient control, JsonObject recipe, CancellationToken cancellation)
    {
        using var answer = await control.PostAsJsonAsync("/_sim/worlds", recipe, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The simulator made no world: {text}");
        var described = JsonNode.Parse(text)?.AsObject() ?? throw new InvalidOperationException("The simulator answered nothing.");
        return new GraphWorld(control, described, recipe["app"]?["clientSecret"]?.ToString() ?? "sim-graph-secret-canary");
    }

    /// <summary>Adds a user by the names that Graph gives the fields; tells the id.</summary>
    public async Task<string> AddUserAsync(JsonObject fields, CancellationToken cancellation) => Text(await PostAsync("/_sim/users", fields, cancellation), "id");

    public Task ChangeUserAsync(string user, JsonObject fields, CancellationToken cancellation) => SendAsync(HttpMethod.Patch, Of("users", user), fields, cancellation);

    /// <summary>Deletes a user, who can be restored unless it is for good.</summary>
    public Task DeleteUserAsync(string user, bool forGood, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, Of("users", user, ForGood(forGood)), body: null, cancellation);

    public Task RestoreUserAsync(string user, CancellationToken cancellation) => PostAsync(Of("users", user, "/restore"), body: null, cancellation);

    public async Task<string> UserIdAsync(string user, CancellationToken cancellation) => Text(await GetAsync(Of("users", user), cancellation), "id");

    /// <summary>Adds a group without members; tells the id.</summary>
    public async Task<string> AddGroupAsync(JsonObject fields, CancellationToken cancellation) => Text(await PostAsync("/_sim/groups", fields, cancellation), "id");

    /// <summary>Adds an app, which can be in a group as people are.</summary>
    public async Task<string> AddAppAsync(string displayName, CancellationToken cancellation) => Text(await PostAsync("/_sim/apps", new JsonObject { ["displayName"] = displayName }, cancellation), "id");

    public Task ChangeGroupAsync(string group, JsonObject fields, CancellationToken cancellation) => SendAsync(HttpMethod.Patch, Of("groups", group), fields, cancellation);

    /// <summary>Deletes a group; only a Microsoft 365 group can be restored.</summary>
    public Task DeleteGroupAsync(string group, bool forGood, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, Of("groups", group, ForGood(forGood)), body: null, cancellation);

    public Task RestoreGroupAsync(string group, CancellationToken cancellation) => PostAsync(Of("groups", group, "/restore"), body: null, cancellation);

    public async Task<string> GroupIdAsync(string group, CancellationToken cancellation) => Text(await GetAsync(Of("groups", group), cancellation), "id");

    /// <summary>Users and groups come and go; all in one change, as far as Graph tells up to 100 in one.</summary>
    public Task ChangeMembersAsync(string group, IEnumerable<string> add, IEnumerable<string> remove, CancellationToken cancellation) =>
        PostAsync(Of("groups", group, "/members"), new JsonObject { ["add"] = List(add), ["remove"] = List(remove) }, cancellation);

    /// <summary>Nothing is sent from now on until it is released, or flows again.</summary>
    public Task HoldNotificationsAsync(CancellationToken cancellation) => PostAsync("/_sim/notifications/hold", body: null, cancellation);

    /// <summary>Sends what was held, and all that comes.</summary>
    public Task LetNotificationsFlowAsync(CancellationToken cancellation) => PostAsync("/_sim/notifications/flow", body: null, cancellation);

    /// <summary>Sends some of what is held: <c>numbers</c>, <c>most</c>, <c>shuffled</c>, <c>reversed</c>, <c>copies</c>. By number also what was sent before.</summary>
    public Task ReleaseNotificationsAsync(JsonObject chosen, CancellationToken cancellation) => PostAsync("/_sim/notifications/release", chosen, cancellation);

    /// <summary>Loses some of what is held, chosen likewise.</summary>
    public Task DropNotificationsAsync(JsonObject chosen, CancellationToken cancellation) => PostAsync("/_sim/notifications/drop", chosen, cancellation);

    /// <summary>Waits until nothing is being sent, or tried again. What is held does not count.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        var settled = await PostAsync("/_sim/notifications/settle", new JsonObject { ["seconds"] = 60 }, cancellation);
        if (settled["settled"]?.GetValue<bool>() != true)
            throw new InvalidOperationException($"Notifications are still under way: {settled["counts"]?.ToJsonString()}");
    }

    /// <summary>Posts what somebody might who is not Graph; tells the status of the answer.</summary>
    public async Task<int> ForgeAsync(string url, JsonArray value, CancellationToken cancellation) =>
        (await PostAsync("/_sim/notifications/forge", new JsonObject { ["url"] = url, ["value"] = value }, cancellation))["status"]?.GetValue<int>() ?? 0;

    /// <summary>Every notification with its state: waiting, sending, delivered, lost, givenUp.</summary>
    public Task<IReadOnlyList<JsonObject>> NotificationsAsync(CancellationToken cancellation) => ListAsync("/_sim/notifications", cancellation);

    public Task<IReadOnlyList<JsonObject>> SubscriptionsAsync(CancellationToken cancellation) => ListAsync("/_sim/subscriptions", cancellation);

    /// <summary>Ends one subscription, or all, without a word to anybody.</summary>
    public Task ExpireSubscriptionsAsync(string? id, CancellationToken cancellation) => PostAsync("/_sim/subscriptions/expire", new JsonObject { ["id"] = id }, cancellation);

    /// <summary>Sends reauthorizationRequired, subscriptionRemoved (and removes it) or missed.</summary>
    public Task TellLifecycleAsync(string subscription, string lifecycleEvent, bool pauses, CancellationToken cancellation) =>
        PostAsync($"/_sim/subscriptions/{subscription}/lifecycle", new JsonObject { ["event"] = lifecycleEvent, ["pauses"] = pauses }, cancellation);

    /// <summary>Ends every delta token of users, groups or both: <c>resource</c>, <c>status</c>, <c>code</c>.</summary>
    public Task ExpireDeltasAsync(JsonObject expiry, CancellationToken cancellation) => PostAsync("/_sim/deltas/expire", expiry, cancellation);

    /// <summary>Delta rounds tell nothing of what changes from now on, as if it was not known everywhere yet.</summary>
    public Task HoldDeltasAsync(CancellationToken cancellation) => PostAsync("/_sim/deltas/hold", body: null, cancellation);

    public Task ReleaseDeltasAsync(CancellationToken cancellation) => PostAsync("/_sim/deltas/release", body: null, cancellation);

    /// <summary>The next <paramref name="times"/> calls of a route go wrong; 0 is all of them. <paramref name="action"/> is the fault's <c>do</c>.</summary>
    public Task ArmAsync(string id, string route, JsonObject action, int times, CancellationToken cancellation) =>
        PostAsync("/_sim/faults", new JsonObject { ["id"] = id, ["match"] = new JsonObject { ["route"] = route, ["times"] = times }, ["do"] = action }, cancellation);

    public Task DisarmAsync(string id, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, $"/_sim/faults/{id}", body: null, cancellation);

    /// <summary>Ends whatever goes wrong: nothing is held back, and no fault is armed.</summary>
    public async Task CalmAsync(CancellationToken cancellation)
    {
        foreach (var fault in await ListAsync("/_sim/faults", cancellation))
            await DisarmAsync(Text(fault, "id"), cancellation);
        await ReleaseDeltasAsync(cancellation);
        await LetNotificationsFlowAsync(cancellation);
    }

    /// <summary>Changes fields of <c>options</c>, <c>delivery</c> or <c>app</c>.</summary>
    public Task ConfigureAsync(string what, JsonObject fields, CancellationToken cancellation) => SendAsync(HttpMethod.Patch, $"/_sim/{what}", fields, cancellation);

    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellation) => PostAsync("/_sim/clock/advance", new JsonObject { ["by"] = by.TotalSeconds }, cancellation);

    public Task<JsonObject> StateAsync(CancellationToken cancellation) => GetAsync("/_sim/state", cancellation);

    /// <summary>What reached the simulator and what it sent, in order; <paramref name="kinds"/> as in <c>request,notification</c>.</summary>
    public Task<IReadOnlyList<JsonObject>> JournalAsync(string kinds, CancellationToken cancellation) => ListAsync($"/_sim/journal?kinds={kinds}", cancellation);

    /// <summary>How often each route was called, like <c>GET /users/delta</c>; <c>POST /token</c> is the token endpoint.</summary>
    public async Task<IReadOnlyDictionary<string, int>> RequestCountsAsync(CancellationToken cancellation) =>
        (await GetAsync("/_sim/journal/counts", cancellation)).ToDictionary(route => route.Key, route => route.Value?.GetValue<int>() ?? 0, StringComparer.Ordinal);

    /// <summary>Sends any control call; an answer without body gives an empty object.</summary>
    public async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellation) =>
        await AskAsync(method, path, body, cancellation) as JsonObject ?? [];

    private static string Of(string what, string reference, string rest = "") => $"/_sim/{what}/{Uri.EscapeDataString(reference)}{rest}";

    private static string ForGood(bool forGood) => forGood ? "?forGood=true" : "";

    private static JsonArray List(IEnumerable<string> references) => [.. references.Select(reference => (JsonNode)reference)];

    private static string Text(JsonObject described, string field) => described[field]?.ToString() ?? throw new InvalidOperationException($"The simulator told no {field}.");

    private Task<JsonObject> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, body: null, cancellation);

    private Task<JsonObject> PostAsync(string path, JsonNode? body, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, body, cancellation);

    private async Task<IReadOnlyList<JsonObject>> ListAsync(string path, CancellationToken cancellation) =>
        [.. (await AskAsync(HttpMethod.Get, path, body: null, cancellation))?.AsArray().OfType<JsonObject>() ?? []];

    private async Task<JsonNode?> AskAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add(WorldHeader, Id);
        using var answer = await control.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {path} was answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
