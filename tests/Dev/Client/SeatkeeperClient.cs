using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seatkeeper.Contracts;

namespace Seatkeeper.Dev.Client;

/// <summary>A caller of the public HTTP API, by the records that the app itself answers with.</summary>
public sealed class SeatkeeperClient : IDisposable
{
    public const string KeyHeader = "X-Api-Key";
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>A caller with an API key, with an access token, or with neither.</summary>
    public SeatkeeperClient(Uri address, string? key, string? token = null)
    {
        Http = new HttpClient { BaseAddress = new Uri(address, "/api/v1/"), Timeout = TimeSpan.FromSeconds(100) };
        if (key is not null)
            Http.DefaultRequestHeaders.Add(KeyHeader, key);
        if (token is not null)
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>For calls that are wrong on purpose; addresses are relative to <c>/api/v1/</c>.</summary>
    public HttpClient Http { get; }

    public Task<T> GetAsync<T>(string path, CancellationToken cancellation) => SendAsync<T>(HttpMethod.Get, path, body: null, cancellation);

    public Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellation, string? idempotencyKey = null) =>
        SendAsync<T>(HttpMethod.Post, path, body, cancellation, idempotencyKey);

    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellation, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, body.GetType(), options: Json)) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await Http.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (!response.IsSuccessStatusCode)
            throw new ApiProblemException(response.StatusCode, text, $"{method} {path}");
        if (text.Length == 0)
            return default(T) is null && typeof(T) == typeof(object) ? (T)new object() : throw new JsonException($"{method} {path} was answered without a body.");
        return JsonSerializer.Deserialize<T>(text, Json) ?? throw new JsonException($"{method} {path} was answered null.");
    }

    /// <summary>Every item of a list, page by page.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string path, CancellationToken cancellation, int pageSize = 1000)
    {
        var items = new List<T>();
        string? continuation = null;
        do
        {
            var join = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var next = continuation is null ? "" : $"&continuation={Uri.EscapeDataString(continuation)}";
            var page = await GetAsync<ListResponse<T>>($"{path}{join}limit={pageSize}{next}", cancellation);
            items.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return items;
    }

    public void Dispose() => Http.Dispose();
}
