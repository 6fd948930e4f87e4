using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Provisioning;

/// <summary>A provider that asks and tells of people. An answer that is not the one of success fails the run.</summary>
internal sealed class ProviderLoad : IDisposable
{
    private readonly HttpClient client;
    private readonly ConcurrentDictionary<int, string> ids = new();

    public ProviderLoad(Uri api, string token)
    {
        client = new HttpClient { BaseAddress = new Uri(api, "/scim/v2/") };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
    }

    /// <summary>Makes people, each after the look whether they are known.</summary>
    public async Task CreateAsync(int count, int atOnce, CancellationToken cancel)
    {
        var from = ids.Count;
        await Parallel.ForEachAsync(Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancel }, async (nth, token) =>
        {
            await SendAsync("GET", $"Users?filter=userName eq \"{AddressOf(nth)}\"", body: null, token);
            var made = await SendAsync("POST", "Users", new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User"),
                ["userName"] = AddressOf(nth),
                ["externalId"] = $"external-{nth}",
                ["active"] = true,
                ["displayName"] = $"Person {nth}",
                ["name"] = new JsonObject { ["givenName"] = "Person", ["familyName"] = $"{nth}" },
                ["emails"] = new JsonArray(new JsonObject { ["value"] = AddressOf(nth), ["type"] = "work", ["primary"] = true }),
            }, token);
            ids[nth] = made["id"]?.ToString() ?? throw new InvalidDataException("A user without id.");
        });
    }

    /// <summary>What a provider does with one person whom it looks at again; tells how long each request took.</summary>
    public async IAsyncEnumerable<double> TurnAsync(int turn, [EnumeratorCancellation] CancellationToken cancel)
    {
        // A step that has no factor with the number of people: so one after the other is far away.
        var nth = (int)(turn * 7919L % ids.Count);
        (string Method, string Path, JsonObject? Body)[] requests =
        [
            ("GET", $"Users?filter=userName eq \"{AddressOf(nth)}\"", null),
            ("GET", $"Users?filter=externalId eq \"external-{nth}\"", null),
            ("GET", $"Users?filter=emails[type eq \"work\"].value eq \"{AddressOf(nth)}\"", null),
            ("GET", $"Users/{ids[nth]}", null),
            ("PATCH", $"Users/{ids[nth]}", new JsonObject { ["Operations"] = new JsonArray(new JsonObject { ["op"] = "Replace", ["path"] = "displayName", ["value"] = $"Person {nth} {turn}" }) }),
        ];
        foreach (var (method, path, body) in requests)
        {
            var began = Stopwatch.GetTimestamp();
            var answer = await SendAsync(method, path, body, cancel);
            if (answer["totalResults"]?.GetValue<int>() is { } found and not 1)
                throw new StepFailedException($"{path} found {found} people.", "A figure of a run that failed says nothing: mend it, then measure again.");
            yield return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
    }

    public void Dispose() => client.Dispose();

    private static string AddressOf(int nth) => $"person{nth}@corp.test";

    private async Task<JsonNode> SendAsync(string method, string path, JsonObject? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/scim+json") };
        using var response = await client.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text) ?? throw new InvalidDataException("The answer is null.")
            : throw new StepFailedException($"{method} {path} was answered {(int)response.StatusCode} {text}", "A figure of a run that failed says nothing: mend it, then measure again.");
    }
}
