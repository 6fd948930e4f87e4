using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Notifications;

/// <summary>An app without an engine, whose clock a test moves, and a receiver on loopback.</summary>
internal sealed class NotificationWorld : IAsyncDisposable
{
    private NotificationWorld(TestApp app, Receiver receiver, FakeTimeProvider clock, StorageFaults faults) =>
        (App, Receiver, Clock, Faults) = (app, receiver, clock, faults);

    public TestApp App { get; }

    public Receiver Receiver { get; }

    public FakeTimeProvider Clock { get; }

    public StorageFaults Faults { get; }

    public TasksTable Tasks => App.Get<TasksTable>();

    public HubsTable Hubs => App.Get<HubsTable>();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<NotificationWorld> StartAsync(AzuriteServer azurite, string privateHosts = "127.0.0.1", HostLookup? lookup = null, X509Certificate2? certificate = null)
    {
        var (clock, faults) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new StorageFaults());
        var app = await TestApp.StartAsync(
            azurite,
            services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                if (lookup is not null) services.AddSingleton(lookup);
                services.AddSingleton(provider =>
                {
                    var options = new TableClientOptions();
                    options.AddPolicy(faults, HttpPipelinePosition.PerCall);
                    return new TableServiceClient(provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString, options);
                });
            },
            settings => settings["Notifications:PrivateHosts"] = privateHosts);
        return new NotificationWorld(app, await Receiver.StartAsync(certificate), clock, faults);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>A target for all hubs, or for one, added by the workspace Owner or by the hub's.</summary>
    public async Task<NotificationTargetResponse> TargetAsync(string? hubId = null, string? url = null, string[]? events = null, TestCaller? by = null) =>
        (await (by ?? App.Owner).PostAsync("notification-targets", new CreateNotificationTargetRequest(url ?? Receiver.Address, hubId, events)))
        .Expect(HttpStatusCode.Created).As<NotificationTargetResponse>();

    /// <summary>The target as it is shown now.</summary>
    public async Task<NotificationTargetResponse> ShownAsync(NotificationTargetResponse target) =>
        (await App.Owner.GetAsync($"notification-targets/{target.Id}")).Expect(HttpStatusCode.OK).As<NotificationTargetResponse>();

    /// <summary>One round of telling.</summary>
    public Task RoundAsync() => App.Get<NotificationRun>().RunAsync(Cancel);

    /// <summary>Moves the clock on in steps, with a round after each.</summary>
    public async Task RoundsAsync(TimeSpan step, int count)
    {
        for (var n = 0; n < count; n++)
        {
            Clock.Advance(step);
            await RoundAsync();
        }
    }

    /// <summary>A task that somebody works on.</summary>
    public async Task<string> WorkingTaskAsync(string? hubId = null)
    {
        var id = NewId("told");
        await Tasks.InsertAsync(New(id, Works, hubId), Cancel);
        await Tasks.ClaimAsync(new TaskClaim(id, "e"), Cancel);
        return id;
    }

    public async Task<string> EndedTaskAsync(string? hubId = null, AutomatedTaskStatus status = AutomatedTaskStatus.Completed, Failure? failure = null)
    {
        var id = await WorkingTaskAsync(hubId);
        await EndAsync(id, status, failure);
        return id;
    }

    public Task EndAsync(string taskId, AutomatedTaskStatus status = AutomatedTaskStatus.Completed, Failure? failure = null) =>
        Tasks.CloseAsync(new TaskOutcome(taskId, "e", status, failure), Cancel);

    /// <summary>A connected hub as a row, whose Owner is somebody who can call.</summary>
    public async Task<string> HubAsync(string? ownerId = null)
    {
        var id = Guid.NewGuid().ToString("N");
        await Hubs.AddAsync(
            new Hub
            {
                Id = id,
                App = "ahrefs",
                Label = "Marketing",
                Identifier = "Marketing1",
                LoginMethod = "usernamePassword",
                AutomationAccountId = "account",
                CreatedById = "somebody",
                CreatedByName = "Somebody",
                CreatedAt = Clock.GetUtcNow(),
                State = HubState.Connected,
                Workspace = new AppWorkspace("workspace", "Acme"),
            },
            Cancel);
        if (ownerId is not null)
            await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson(id, ownerId, Domain.Access.HubRole.Owner, Clock.GetUtcNow()), Cancel);
        return id;
    }

    /// <summary>A certificate that nobody trusts.</summary>
    public static X509Certificate2 OwnCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
