using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Scim;

/// <summary>An identity provider that tells of people and groups with the token of its connection.</summary>
internal sealed class ScimCaller : IDisposable
{
    private readonly HttpClient http;

    private ScimCaller(Uri app, string token)
    {
        Token = token;
        http = new HttpClient { BaseAddress = new Uri(app, "/scim/v2/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Token { get; }

    /// <summary>The workspace's Owner makes a connection, whose token is shown to them once.</summary>
    public static async Task<ScimCaller> ConnectAsync(Deployment deployment)
    {
        var made = await deployment.Owner.PostAsync<ScimConnectionResponse>("scim-connections", new CreateScimConnectionRequest("Entra"), TestContext.Current.CancellationToken);
        return new ScimCaller(deployment.App.Address, made.Token ?? "");
    }

    /// <summary>Makes a user of an address; their id.</summary>
    public Task<string> UserAsync(string name, string email) => SendAsync(HttpMethod.Post, "Users", new JsonObject
    {
        ["userName"] = email,
        ["displayName"] = name,
        ["active"] = true,
        ["emails"] = new JsonArray(new JsonObject { ["value"] = email, ["type"] = "work", ["primary"] = true }),
    });

    /// <summary>Makes a group with one member; its id.</summary>
    public Task<string> GroupAsync(string name, string member) => SendAsync(HttpMethod.Post, "Groups", new JsonObject
    {
        ["displayName"] = name,
        ["members"] = new JsonArray(new JsonObject { ["value"] = member }),
    });

    /// <summary>The person is disabled.</summary>
    public Task DisableAsync(string user) => SendAsync(HttpMethod.Patch, $"Users/{user}", new JsonObject
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
        ["Operations"] = new JsonArray(new JsonObject { ["op"] = "replace", ["path"] = "active", ["value"] = false }),
    });

    public void Dispose() => http.Dispose();

    private async Task<string> SendAsync(HttpMethod method, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/scim+json") };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)?["id"]?.ToString() ?? "";
    }
}
