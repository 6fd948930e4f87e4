using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>Somebody who calls the API with their key.</summary>
internal sealed class TestCaller : IDisposable
{
    private readonly HttpClient client;

    public TestCaller(Uri server, string? key)
    {
        client = new HttpClient { BaseAddress = new Uri(server, "/api/v1/") };
        if (key is not null) client.DefaultRequestHeaders.Add("X-Api-Key", key);
        Key = key ?? "";
    }

    public Uri Address => client.BaseAddress ?? throw new InvalidOperationException("No address.");

    public string Key { get; }

    /// <summary>The same server, called with another key.</summary>
    public TestCaller With(string? key) => new(client.BaseAddress!, key);

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<ApiAnswer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body, options: ApiJson.Options));

    public Task<ApiAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body, options: ApiJson.Options));

    public Task<ApiAnswer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body, options: ApiJson.Options));

    public Task<ApiAnswer> PostTextAsync(string path, string body, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, contentType));

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = new ApiAnswer(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.ToString(), response.Headers.Location?.ToString())
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
            Headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        };
        ApiContract.Check(method.Method.ToLowerInvariant(), path, answer);
        return answer;
    }

    public void Dispose() => client.Dispose();
}

/// <summary>What the API answered.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, string Text, string? ContentType, string? ETag, string? Location)
{
    public TimeSpan? RetryAfter { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("The answer is null.");

    /// <summary>The kind of a problem, or null.</summary>
    public string? Kind => ContentType == "application/problem+json" ? Json["kind"]?.GetValue<string>() : null;

    public T As<T>() => System.Text.Json.JsonSerializer.Deserialize<T>(Text, ApiJson.Options) ?? throw new InvalidOperationException("The answer is null.");

    /// <summary>Fails the test, showing the answer, unless it is a problem of that status and kind.</summary>
    public ApiAnswer ExpectProblem(HttpStatusCode status, string kind)
    {
        Expect(status);
        Assert.Equal(kind, Kind);
        return this;
    }

    /// <summary>Fails the test, showing the answer, unless it refuses exactly these fields.</summary>
    public ApiAnswer ExpectInvalid(params string[] fields)
    {
        ExpectProblem(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(fields, Json["errors"]?.AsObject().Select(field => field.Key) ?? []);
        return this;
    }

    /// <summary>Fails the test, showing the answer, unless it has that status.</summary>
    public ApiAnswer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {status}, was {Status}: {Text}");
        return this;
    }
}
