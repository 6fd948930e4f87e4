using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Moq;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>
/// The app in process: its own composition on an Azurite account of its own, its gate in front of its functions, real HTTP
/// in front of that. Only the worker and the engine are missing; a test that needs an engine registers a client for it.
/// </summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string OwnerEmail = "olive.owner@example.com";

    private readonly WebApplication app;
    private readonly string directory;

    /// <summary>
    /// The settings that the app gives to its whole process: orchestrators take no services. Every app that a test composes has these,
    /// started or not; one with other pauses would give them to all the tests beside it.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ProcessPauses { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Retries:FirstInterval"] = "00:00:00.050",
        ["StepRetries:First"] = "00:00:00.050",
        ["StepRetries:ShortestWait"] = "00:00:00.050",
        ["Questions:BusyPause"] = "00:00:00.050",
    };

    private TestApp(WebApplication app, string directory, string ownerKey)
    {
        this.app = app;
        this.directory = directory;
        Owner = new TestCaller(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), ownerKey);
    }

    /// <summary>The workspace's first Owner.</summary>
    public TestCaller Owner { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Everything that was logged, for tests that look for secrets.</summary>
    public LogText Log => app.Services.GetRequiredService<LogText>();

    public string SecretsDirectory => Path.Combine(directory, "secrets");

    public static async Task<TestApp> StartAsync(AzuriteServer azurite, Action<IServiceCollection>? change = null, Action<IDictionary<string, string?>>? settings = null)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("seatkeeper-test-").FullName;
        var ownerKey = ApiKeySecret.Create();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(Settings(azurite.NewAccount(), folder, ownerKey, settings));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<LogText>().AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogText>());
        builder.Services.AddSeatkeeper(builder.Configuration);
        // Tests look for secrets in what is logged, and not in what redaction leaves of it.
        builder.Services.AddSingleton<ILoggerFactory, LoggerFactory>();
        // As the worker does: the last address of X-Forwarded-For is the caller's.
        builder.Services.Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.All);
        change?.Invoke(builder.Services);
        builder.Services.TryAddSingleton(new Mock<DurableTaskClient>("nobody").Object);
        var server = builder.Build();
        server.UseForwardedHeaders();
        foreach (var function in HttpFunction.OfTheApp()) server.MapMethods(function.Route, function.Methods, http => ServeAsync(function, http));
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new TestApp(server, folder, ownerKey);
    }

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Adds a person, and calls as them with a key that they made for themself, or that the Owner issued.</summary>
    public async Task<TestCaller> CallerAsync(string id, WorkspaceRole role, bool inPerson = true, WorkspaceRole? keyRole = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        if (await Get<WorkspaceUsersTable>().FindAsync(id, cancel) is null)
            await Get<WorkspaceUsersTable>().SaveAsync([new DirectoryPerson(id, WorkspaceUserKind.Directory, $"Person {id}", null, $"{id}@example.com", [], role, Active: true)], cancel);
        var key = ApiKeySecret.Create();
        var hash = ApiKeySecret.Hash(key);
        var issuer = inPerson ? id : PersonId.OfAddress(OwnerEmail);
        var now = Get<TimeProvider>().GetUtcNow();
        await Get<ApiKeysTable>().AddAsync(new ApiKey(ApiKeySecret.IdOf(hash), hash, "Test", id, id, IsPerson: true, issuer, keyRole ?? role, now, now.AddDays(1)), cancel);
        return Owner.With(key);
    }

    /// <summary>A service that somebody made a key for.</summary>
    public async Task<TestCaller> ServiceAsync(string issuer)
    {
        var (key, now) = (ApiKeySecret.Create(), Get<TimeProvider>().GetUtcNow());
        var hash = ApiKeySecret.Hash(key);
        await Get<ApiKeysTable>().AddAsync(new ApiKey(ApiKeySecret.IdOf(hash), hash, "Robot", "robot", "Robot", IsPerson: false, issuer, WorkspaceRole.User, now, now.AddDays(1)), TestContext.Current.CancellationToken);
        return Owner.With(key);
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await app.DisposeAsync();
        System.IO.Directory.Delete(directory, recursive: true);
    }

    private static async Task ServeAsync(HttpFunction function, HttpContext http)
    {
        var answer = await http.RequestServices.GetRequiredService<ApiGate>().PassAsync(http, function.Name, () => function.RunAsync(http));
        await HttpFunction.WriteAsync(answer, http);
    }

    private static Dictionary<string, string?> Settings(string storage, string folder, string ownerKey, Action<IDictionary<string, string?>>? change)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = storage,
            ["Secrets:Store"] = "LocalFile",
            ["Secrets:LocalDirectory"] = Path.Combine(folder, "secrets"),
            ["Bootstrap:OwnerName"] = "Olive Owner",
            ["Bootstrap:OwnerEmail"] = OwnerEmail,
            ["Bootstrap:OwnerKeyHash"] = ApiKeySecret.Hash(ownerKey),
            // The matrix of who may do what is nothing but tries.
            ["Limits:FailedTries"] = "1000000",
            ["Ahrefs:BaseUrl"] = "http://127.0.0.1:9",
            ["Notifications:PrivateHosts"] = "127.0.0.1",
            ["Provisioning:Settling"] = "00:00:00",
            ["Provisioning:LookAgain"] = "00:00:00.100",
        };
        foreach (var (name, pause) in ProcessPauses) settings[name] = pause;
        change?.Invoke(settings);
        return settings;
    }
}
