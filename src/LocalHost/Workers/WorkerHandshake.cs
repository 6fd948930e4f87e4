using LocalHost.Functions;
using LocalHost.Settings;
using LocalHost.Wire;

namespace LocalHost.Workers;

/// <summary>What a host says to a worker that has just opened its stream: initialise, tell your functions, load them.</summary>
internal static class WorkerHandshake
{
    private const string HostVersion = "4.1000.0";

    public static async Task<IReadOnlyList<FunctionDescription>> RunAsync(WorkerChannel channel, HostedApp app, CancellationToken cancel)
    {
        var init = (await channel.AskAsync(
            new() { WorkerInitRequest = new() { HostVersion = HostVersion, WorkerDirectory = app.Directory, FunctionAppDirectory = app.Directory } }, cancel)).WorkerInitResponse;
        Ensure(init.Result, "initialise");
        if (init.Capabilities.TryGetValue("HttpUri", out var address))
            channel.HttpAddress = new Uri(address);

        var known = (await channel.AskAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = app.Directory } }, cancel)).FunctionMetadataResponse;
        Ensure(known.Result, "list its functions");
        if (known.UseDefaultMetadataIndexing)
            throw new RefusalException($"{app.Assembly} does not list its own functions: build it with worker indexing, the default of Microsoft.Azure.Functions.Worker.Sdk 2.");
        foreach (var function in known.Functions.Where(function => function.FunctionId.Length == 0))
            function.FunctionId = function.Name;
        await Task.WhenAll(known.Functions.Select(function => LoadAsync(channel, function, cancel)));
        return [.. known.Functions.Select(FunctionDescription.Parse)];
    }

    // The metadata goes back as it came: fields that this host does not know travel along unread.
    private static async Task LoadAsync(WorkerChannel channel, FunctionMetadata function, CancellationToken cancel)
    {
        var loaded = await channel.AskAsync(new() { FunctionLoadRequest = new() { FunctionId = function.FunctionId, Metadata = function } }, cancel);
        Ensure(loaded.FunctionLoadResponse.Result, $"load the function {function.Name}");
    }

    private static void Ensure(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"The worker could not {what}: {result.Exception?.Message}");
    }
}
