using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Secrets;

/// <summary>
/// <c>dotnet dev.cs secrets move</c>: copies the secrets of this machine into a key vault. What does it is a program of its own, which
/// knows both stores of the app.
/// </summary>
public static class MoveSecretsCommand
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        _ = MoveSecretsOptions.Parse(args);
        await Solution.BuildAsync(["tests/MoveSecrets"], cancellation);
        return await OwnTerminal.RunAsync("MoveSecrets", args, browser: null, cancellation);
    }
}
