using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace LocalHost.Tests.Hosting;

/// <summary>Calls the sample app over HTTP, as anybody would, whichever host it is in.</summary>
internal sealed class SampleCaller(Uri address, string masterKey)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public HttpClient Http { get; } = new() { BaseAddress = address, Timeout = Patience };

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, CancellationToken cancel, string? key = null, string? body = null)
    {
        using var response = await SendAsync(method, path, cancel, key, body);
        return response.StatusCode;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken cancel, string? key = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.Add("x-functions-key", key);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Http.SendAsync(request, cancel);
    }

    public Task<HttpResponseMessage> AdminAsync(HttpMethod method, string path, CancellationToken cancel, string? body = null) =>
        SendAsync(method, path, cancel, masterKey, body);

    public async Task FireAsync(string timer, CancellationToken cancel)
    {
        using var response = await AdminAsync(HttpMethod.Post, $"admin/functions/{timer}", cancel, """{"input":""}""");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancel) => await Http.GetFromJsonAsync<JsonElement>(path, cancel);

    /// <summary>The process that the worker runs in.</summary>
    public async Task<int> WorkerAsync(CancellationToken cancel) => (await GetAsync("api/ping", cancel)).GetProperty("pid").GetInt32();

    /// <summary>Starts an orchestration; gives the payload with the management addresses.</summary>
    public async Task<JsonElement> StartFlowAsync(string flow, string id, CancellationToken cancel, string input = "")
    {
        using var response = await Http.PostAsync($"api/flows/{flow}/{id}", new StringContent(input), cancel);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancel);
    }

    /// <summary>The instance once it has ended, or come to the wanted status.</summary>
    public async Task<JsonElement> FlowAsync(string id, CancellationToken cancel, string wanted = "Completed")
    {
        var flow = default(JsonElement);
        await UntilAsync(
            async () =>
            {
                flow = await GetAsync($"api/flows/{id}", cancel);
                return flow.GetProperty("status").GetString() is { } status && (status == wanted || status is "Completed" or "Failed" or "Terminated");
            },
            () => $"{id} to be {wanted}; it is {flow}",
            cancel);
        Assert.Equal(wanted, flow.GetProperty("status").GetString());
        return flow;
    }

    /// <summary>Waits until an EverythingFlow has come to its event and nothing of it is under way.</summary>
    public Task UntilWaitingAsync(string id, CancellationToken cancel) => UntilAsync(
        async () => (await GetAsync($"api/flows/{id}", cancel)).GetProperty("customStatus").GetString() == "{\"waiting\":true}",
        () => $"{id} to wait for its event",
        cancel);

    public async Task<IReadOnlyList<string>> JournalAsync(CancellationToken cancel) =>
        await Http.GetFromJsonAsync<List<string>>("api/journal", cancel) ?? [];

    /// <summary>Waits until the journal has so many lines that start so; gives them.</summary>
    public async Task<IReadOnlyList<string>> JournalAsync(string start, int count, CancellationToken cancel)
    {
        IReadOnlyList<string> lines = [];
        await UntilAsync(
            async () => (lines = [.. (await JournalAsync(cancel)).Where(line => line.StartsWith(start, StringComparison.Ordinal))]).Count >= count,
            () => $"{count} lines '{start}' in the journal; there are {lines.Count}",
            cancel);
        return lines;
    }

    /// <summary>Asks again and again until it holds; fails when it never does.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string> wish, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Patience);
        while (!await holds())
        {
            if (deadline.IsCancellationRequested)
                Assert.Fail($"Waited in vain for {wish()}.");
            await Task.Delay(Pause, cancel);
        }
    }
}
