using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Connecting;

/// <summary>One app and one site, whose account may open two workspaces, for all connections that need a person.</summary>
public sealed class TwoWorkspacesApp(LocalParts parts) : IAsyncLifetime
{
    private Deployment? deployment;

    internal Deployment Deployment => deployment ?? throw new InvalidOperationException("The app is not started.");

    public async ValueTask InitializeAsync() => deployment = await Deployment.StartAsync(
        parts, "twoWorkspaces", settings: new Dictionary<string, string?> { ["Notifications__PrivateHosts"] = "127.0.0.1", ["NotificationSchedule"] = "* * * * * *" });

    public async ValueTask DisposeAsync()
    {
        if (deployment is not null)
            await deployment.DisposeAsync();
    }
}
