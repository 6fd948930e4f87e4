using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Dev.Client;

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>Calls that are wrong on purpose, and what they must be answered.</summary>
internal static class Calls
{
    public static async Task<HttpResponseMessage> PostTextAsync(this SeatkeeperClient client, string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await client.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    /// <summary>Problem details of the kind, at the status; gives the whole body.</summary>
    public static async Task<JsonObject> AssertRefusedAsync(this HttpResponseMessage answer, HttpStatusCode status, string kind)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == answer.StatusCode, $"Expected {(int)status} {kind}, got {(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)?.AsObject() ?? [];
        Assert.Equal(kind, problem["kind"]?.ToString());
        Assert.Equal((int)status, problem["status"]?.GetValue<int>());
        foreach (var field in new[] { "type", "title", "detail", "remedy", "traceId" })
            Assert.False(string.IsNullOrEmpty(problem[field]?.ToString()), $"The problem has no {field}: {text}");
        return problem;
    }

    /// <summary>Refused as invalid, and the field at fault is named.</summary>
    public static async Task AssertInvalidAsync(this HttpResponseMessage answer, string field)
    {
        var problem = await answer.AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid");
        Assert.True(problem["errors"] is JsonObject errors && errors.ContainsKey(field), $"The field {field} is not named: {problem.ToJsonString()}");
    }
}
