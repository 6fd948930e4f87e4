namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>One app for all tests that only ask and are refused: nothing they do is in another's way.</summary>
public sealed class OneApp(LocalParts parts) : IAsyncLifetime
{
    private Deployment? deployment;

    internal Deployment Deployment => deployment ?? throw new InvalidOperationException("The app is not started.");

    public async ValueTask InitializeAsync() => deployment = await Deployment.StartAsync(parts, "small");

    public async ValueTask DisposeAsync()
    {
        if (deployment is not null)
            await deployment.DisposeAsync();
    }
}

[CollectionDefinition(nameof(OneApp))]
public sealed class OneAppCollection : ICollectionFixture<OneApp>;
