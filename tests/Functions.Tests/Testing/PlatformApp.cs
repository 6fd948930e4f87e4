using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Seatkeeper.Dev.Azurite;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>One app for all tests of a class; each test makes people of its own.</summary>
public sealed class PlatformApp(AzuriteServer azurite) : IAsyncLifetime
{
    private TestApp? app;

    internal TestApp App => app ?? throw new InvalidOperationException("The app is not started.");

    internal TestCaller Owner => App.Owner;

    public async ValueTask InitializeAsync() => app = await TestApp.StartAsync(azurite, services => services.AddSingleton(new Mock<DurableTaskClient>("nobody").Object));

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
    }
}
