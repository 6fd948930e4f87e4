using System.Text.Json;

namespace LocalHost.Settings;

/// <summary>The part of worker.config.json that tells how the app's process is started.</summary>
internal static class WorkerDescription
{
    /// <summary>The full path of the app's assembly.</summary>
    public static string ReadAssembly(string directory)
    {
        var path = Path.Combine(directory, "worker.config.json");
        if (JsonSource.Read(path) is not { } root)
            throw new RefusalException($"There is no worker.config.json in {directory}: is this the build output of an isolated-worker Functions app?");
        if (!root.TryGetProperty("description", out var description) || description.ValueKind != JsonValueKind.Object)
            throw new RefusalException($"{path} has no description.");
        if (Text(description, "language") is { } language && language != "dotnet-isolated")
            throw new RefusalException($"{path} describes a worker for '{language}'; only dotnet-isolated is hosted here.");
        var name = Text(description, "defaultWorkerPath") ?? throw new RefusalException($"{path} names no defaultWorkerPath.");
        var assembly = Path.Combine(directory, name);
        return File.Exists(assembly) ? assembly : throw new RefusalException($"{path} names the assembly {name}, which is not there.");
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
