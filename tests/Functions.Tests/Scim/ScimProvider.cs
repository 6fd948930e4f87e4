using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Scim;

/// <summary>An identity provider that calls by SCIM with the token of a connection.</summary>
internal sealed class ScimProvider : IDisposable
{
    private readonly HttpClient client;

    public ScimProvider(Uri server, string? token)
    {
        client = new HttpClient { BaseAddress = new Uri(server, "/scim/v2/") };
        if (token is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
    }

    /// <summary>Its connection; unknown where the test gave a token.</summary>
    public ScimConnectionResponse Connection { get; private init; } = new("", "", "", "", default, null, null);

    /// <summary>Makes a connection.</summary>
    public static async Task<ScimProvider> ConnectAsync(TestApp app, string? replaces = null, int? expiresInDays = null)
    {
        var made = (await app.Owner.PostAsync("scim-connections", new CreateScimConnectionRequest($"Provider {Guid.NewGuid():N}", expiresInDays, replaces))).Expect(HttpStatusCode.Created).As<ScimConnectionResponse>();
        return new ScimProvider(app.Owner.Address, made.Token) { Connection = made with { Token = null } };
    }

    public Task<ScimAnswer> GetAsync(string path) => SendAsync("GET", path);

    /// <summary>Calls.</summary>
    public async Task<ScimAnswer> SendAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/scim+json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new ScimAnswer(
            (int)response.StatusCode, text, response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.ToString(), response.Headers.Location?.ToString(), response.Headers.WwwAuthenticate.ToString(),
            response.Headers.RetryAfter?.ToString());
    }

    /// <summary>Makes a user of an address, and tells their id.</summary>
    public async Task<string> UserAsync(string address, string? externalId = null) =>
        (await SendAsync("POST", "Users", UserOf(address, externalId))).Expect(201).Text("id");

    /// <summary>Makes a group, and tells its id.</summary>
    public async Task<string> GroupAsync(string name, params string[] members) => (await SendAsync("POST", "Groups", new JsonObject
    {
        ["displayName"] = name,
        ["members"] = new JsonArray([.. members.Select(member => (JsonNode)new JsonObject { ["value"] = member })]),
    }.ToJsonString())).Expect(201).Text("id");

    /// <summary>Users of its connection, in the order of their ids, as if it had made them.</summary>
    public async Task<IReadOnlyList<string>> ManyAsync(TestApp app, int count)
    {
        var users = app.Get<ScimUsersTable>();
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString("N")).Order(StringComparer.Ordinal).ToList();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (id, cancel) =>
        {
            var person = new DirectoryPerson(id, WorkspaceUserKind.Directory, id, id, $"{id}@corp.test", [], WorkspaceRole.User, Active: true);
            var (saved, _) = await users.SaveAsync(null, new ScimUser(person, Connection.SourceId, id, null, $$"""{"userName":"{{id}}"}""", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow), cancel);
            Assert.Equal(ScimSaved.Yes, saved);
        });
        return ids;
    }

    /// <summary>Changes a single attribute.</summary>
    public Task<ScimAnswer> PatchAsync(string path, string attribute, JsonNode value, params (string Name, string Value)[] headers) => SendAsync("PATCH", path, new JsonObject
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
        ["Operations"] = new JsonArray(new JsonObject { ["op"] = "replace", ["path"] = attribute, ["value"] = value }),
    }.ToJsonString(), headers);

    public static string UserOf(string address, string? externalId = null) => new JsonObject
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User"),
        ["userName"] = address,
        ["externalId"] = externalId,
        ["displayName"] = address.Split('@')[0],
        ["active"] = true,
        ["emails"] = new JsonArray(new JsonObject { ["value"] = address, ["type"] = "work", ["primary"] = true }),
    }.ToJsonString();

    public void Dispose() => client.Dispose();
}

/// <summary>What SCIM answered.</summary>
internal sealed record ScimAnswer(int Status, string Body, string? ContentType, string? ETag, string? Location, string Challenge, string? RetryAfter)
{
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidOperationException("The answer is null.");

    /// <summary>What is at a place of the answer, such as <c>emails.0.value</c>; empty where nothing is.</summary>
    public string Text(string path)
    {
        JsonNode? node = Body.Length == 0 ? null : Json;
        foreach (var part in path.Split('.'))
            node = node is JsonArray list ? list.ElementAtOrDefault(int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)) : (node as JsonObject)?[part];
        return node?.ToString() ?? "";
    }

    /// <summary>Fails the test, showing the answer, unless it has that status.</summary>
    public ScimAnswer Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, was {Status}: {Body}");
        return this;
    }

    /// <summary>Fails the test, showing the answer, unless it is a SCIM error of that status and kind, with a sentence.</summary>
    public ScimAnswer ExpectError(int status, string scimType = "")
    {
        Expect(status);
        Assert.Equal("application/scim+json", ContentType);
        Assert.Equal(("urn:ietf:params:scim:api:messages:2.0:Error", $"{status}", scimType), (Text("schemas.0"), Text("status"), Text("scimType")));
        Assert.NotEmpty(Text("detail"));
        return this;
    }
}
