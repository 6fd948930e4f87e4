using System.Net;
using Azure.Storage.Blobs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Groups;
using Seatkeeper.Functions.Tests.Secrets;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>The app, an engine that runs its orchestrators, real tables, and sites that do what a test says.</summary>
public sealed class HubWorld(AzuriteServer azurite) : IAsyncLifetime
{
    /// <summary>What every automation account signs in with.</summary>
    internal const string Password = "correct horse battery staple";

    private readonly ScriptedApp site = new();
    private InProcessEngine? engine;
    private TestApp? app;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal TestApp App => app ?? throw new InvalidOperationException("Not started.");

    internal InProcessEngine Engine => engine ?? throw new InvalidOperationException("Not started.");

    /// <summary>What calls start tasks with, made of the engine's own client.</summary>
    internal Func<DurableTaskClient, DurableTaskClient> Starting { get; init; } = client => client;

    /// <summary>Changes the app's settings.</summary>
    internal Action<IDictionary<string, string?>>? Settings { get; init; }

    /// <summary>The vault that holds the secrets, where they are in no folder.</summary>
    internal TestVault? Vault { get; init; }

    internal StorageFaults Faults { get; } = new();

    /// <summary>The app's clock, where it is not the machine's.</summary>
    internal TimeProvider? Clock { get; init; }

    /// <summary>The identity provider.</summary>
    internal ScriptedGroups Groups { get; } = new();

    internal HubsTable Hubs => App.Get<HubsTable>();

    internal TasksTable Tasks => App.Get<TasksTable>();

    internal MembersTable Members => App.Get<MembersTable>();

    public async ValueTask InitializeAsync()
    {
        engine = await InProcessEngine.StartAsync();
        app = await TestApp.StartAsync(azurite, services =>
        {
            services.AddSingleton(Starting(engine.Client));
            services.RemoveAll<IAppConnector>();
            services.AddSingleton<IAppConnector>(site);
            services.RemoveAll<IGroupDirectory>();
            services.AddSingleton<IGroupDirectory>(Groups);
            if (Clock is not null) services.AddSingleton(Clock);
            services.AddSingleton(Faults.Tables);
            if (Faults.WhenAway is not null)
                services.AddSingleton(provider => new BlobServiceClient(provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString, new BlobClientOptions { Retry = { MaxRetries = 0 } }));
            Vault?.Serve(services);
        }, settings =>
        {
            Settings?.Invoke(settings);
            Vault?.Name(settings);
        });
        engine.Serve(app.Services);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        if (engine is not null) await engine.DisposeAsync();
    }

    /// <summary>A person of the workspace with a key of their own.</summary>
    internal async Task<TestPerson> PersonAsync(WorkspaceRole role, string? email = null)
    {
        email ??= $"{role}-{Guid.NewGuid():N}@example.com";
        var person = new DirectoryPerson(PersonId.OfAddress(email), WorkspaceUserKind.Directory, $"{role} {email}", null, email, [], role, Active: true);
        await App.Get<WorkspaceUsersTable>().SaveAsync([person], Cancel);
        var key = ApiKeySecret.Create();
        var hash = ApiKeySecret.Hash(key);
        var now = DateTimeOffset.UtcNow;
        await App.Get<ApiKeysTable>().AddAsync(new ApiKey(ApiKeySecret.IdOf(hash), hash, "test", person.Id, person.Name, IsPerson: true, person.Id, role, now, now.AddDays(1)), Cancel);
        return new TestPerson(person, App.Owner.With(key));
    }

    /// <summary>An automation account of a person, and the site that it opens.</summary>
    internal async Task<(string AccountId, ScriptedSite Site)> AccountAsync(TestPerson owner, ScriptedSite? opens = null)
    {
        opens ??= new ScriptedSite();
        var id = Guid.NewGuid().ToString("N");
        var version = await App.Get<AccountCredentials>().StoreAsync(id, Password, null, Cancel);
        var now = DateTimeOffset.UtcNow;
        await App.Get<AccountsTable>().AddAsync(
            new Account(id, "ahrefs", "Bot", opens.OperatorEmail, AccountPurpose.Automation, owner.Person.Id, version, HasTotpSecret: false, InUseBy: null, now, now, new SignInRecord()), Cancel);
        site.Add(id, opens);
        return (id, opens);
    }

    /// <summary>Somebody's own account at the app.</summary>
    internal ScriptedOwnAccount OwnAccount(string username, string password) => site.Own(username, password);

    internal static ConnectHubRequest Wish(string accountId, string? identifier = null, string? workspace = null) =>
        new("ahrefs", "Marketing", identifier ?? $"id{Guid.NewGuid():N}"[..20], "usernamePassword", accountId, workspace);

    /// <summary>Asks for a hub and waits until its connection has ended, however it did.</summary>
    internal async Task<TestHub> ConnectAsync(ScriptedSite? opens = null, string? workspace = null)
    {
        var owner = await PersonAsync(WorkspaceRole.User);
        var (account, its) = await AccountAsync(owner, opens);
        var task = (await owner.Caller.PostAsync("hubs", Wish(account, workspace: workspace))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var hub = new TestHub(this, task.HubId ?? "", owner, its, account);
        await hub.EndOfAsync(task.Id);
        return hub;
    }
}

/// <summary>Somebody of the workspace.</summary>
internal sealed record TestPerson(DirectoryPerson Person, TestCaller Caller);

/// <summary>A hub of a test, with its Owner and its site.</summary>
internal sealed record TestHub(HubWorld World, string Id, TestPerson Owner, ScriptedSite Site, string AccountId)
{
    internal async Task<Hub> RowAsync() => await World.Hubs.GetAsync(Id, HubWorld.Cancel) ?? throw new InvalidOperationException($"No hub {Id}.");

    internal async Task<AutomatedTask> TaskAsync(string taskId) => await World.Tasks.FindAsync(taskId, HubWorld.Cancel) ?? throw new InvalidOperationException($"No task {taskId}.");

    internal Task<AutomatedTask> EndOfAsync(string taskId) => UntilAsync(taskId, task => task.IsEnded);

    /// <summary>Waits until a task's row is as wanted; fails the test where that takes minutes.</summary>
    internal async Task<AutomatedTask> UntilAsync(string taskId, Func<AutomatedTask, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(HubWorld.Cancel);
        limit.CancelAfter(InProcessEngine.Patience);
        while (true)
        {
            var changed = World.Faults.NextWrite;
            var task = await TaskAsync(taskId);
            if (wanted(task)) return task;
            try
            {
                // The storage serves one request at a time: it is asked again where something was written, and a few writes come at once.
                await Task.WhenAny(changed, Task.Delay(TimeSpan.FromMilliseconds(500), limit.Token));
                await Task.Delay(TimeSpan.FromMilliseconds(40), limit.Token);
            }
            catch (OperationCanceledException e) when (!HubWorld.Cancel.IsCancellationRequested)
            {
                throw new TimeoutException($"The task is still {task}.\n{World.App.Log.All}", e);
            }
        }
    }

    /// <summary>Starts a check.</summary>
    internal async Task<TaskResponse> StartCheckAsync() => (await Owner.Caller.PostAsync($"hubs/{Id}/updates", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    /// <summary>Runs a check to its end.</summary>
    internal async Task<AutomatedTask> CheckAsync() => await EndOfAsync((await StartCheckAsync()).Id);

    /// <summary>Runs a check until it waits for a person.</summary>
    internal async Task<AutomatedTask> CheckUntilWaitingAsync() => await UntilAsync((await StartCheckAsync()).Id, task => task.IsWaiting || task.IsEnded);

    internal async Task<IReadOnlyList<Member>> MembersAsync() => [.. (await World.Members.LoadAsync(Id, HubWorld.Cancel)).Select(stored => stored.Member)];

    internal async Task<IReadOnlyList<Functions.Activity.RecordedEntry>> ActivityAsync() =>
        await World.App.Get<ActivityTable>().ReadAsync(new Functions.Activity.ActivityFilter(Id), HubWorld.Cancel).ToListAsync(HubWorld.Cancel);
}
