using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Client;

/// <summary>Calls of a command to a running app, by the key of whoever gave the command.</summary>
public static class AppCaller
{
    /// <summary>Makes the calls, and says what to do where the app refuses one or does not answer.</summary>
    /// <param name="app">Where the app is; null for the one that was started last on this machine.</param>
    /// <param name="keyFile">A file with the caller's API key; null for the Owner's of this machine.</param>
    /// <param name="whose">What is wanted of the caller, for the remedy.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="cancellation">Ends them.</param>
    public static async Task<T> RunAsync<T>(Uri? app, string? keyFile, string whose, Func<SeatkeeperClient, Uri, Task<T>> calls, CancellationToken cancellation)
    {
        app ??= RunData.LastApp() ?? throw new StepFailedException("No app was started on this machine yet.", "Start one, or name its address after --app.");
        var key = keyFile is { } file ? (await File.ReadAllTextAsync(file, cancellation)).Trim() : OwnerKey.Ensure().Value;
        using var client = new SeatkeeperClient(app, key);
        try
        {
            return await calls(client, app);
        }
        catch (ApiProblemException refused)
        {
            throw new StepFailedException($"The app refused: {refused.Detail ?? refused.Body}", $"Look at the hub's id, and at whose key it is: {whose}");
        }
        catch (HttpRequestException e)
        {
            throw new StepFailedException($"{app} does not answer: {e.Message}", "Start the app, or name its address after --app.");
        }
    }
}
