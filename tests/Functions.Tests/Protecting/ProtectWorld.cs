using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Secrets;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Protecting;

/// <summary>The app, an engine, real tables and secrets, and people with accounts of their own at the app.</summary>
public sealed class ProtectWorld(AzuriteServer azurite) : IAsyncLifetime
{
    public const string OldPassword = "Recognisable-Old-Passw0rd";

    private readonly ScriptedApp site = new();
    private InProcessEngine? engine;
    private TestApp? app;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal TestApp App => app ?? throw new InvalidOperationException("Not started.");

    internal InProcessEngine Engine => engine ?? throw new InvalidOperationException("Not started.");

    internal KillSwitch Kills { get; } = new();

    /// <summary>The vault that holds the secrets, where they are in no folder.</summary>
    internal TestVault? Vault { get; init; }

    internal CountedSecrets Secrets => (CountedSecrets)App.Get<ISecretStore>();

    public async ValueTask InitializeAsync()
    {
        engine = await InProcessEngine.StartAsync();
        app = await TestApp.StartAsync(azurite, services =>
        {
            services.AddSingleton(engine.Client);
            services.RemoveAll<IAppConnector>();
            services.AddSingleton<IAppConnector>(site);
            if (Vault is null)
            {
                services.RemoveAll<ISecretStore>();
                services.AddSingleton<ISecretStore>(provider => new CountedSecrets(ActivatorUtilities.CreateInstance<LocalFileSecretStore>(provider), Kills));
            }
            services.AddSingleton(provider =>
            {
                var options = new TableClientOptions();
                options.AddPolicy(Kills, Azure.Core.HttpPipelinePosition.PerCall);
                return new TableServiceClient(provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString, options);
            });
            Vault?.Serve(services);
        }, settings =>
        {
            settings["Protection:Settling"] = "00:00:00";
            Vault?.Name(settings);
        });
        engine.Serve(app.Services);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        if (engine is not null) await engine.DisposeAsync();
    }

    /// <summary>A person with an account of their own.</summary>
    internal async Task<OwnedAccount> AccountAsync(string? password = null, string purpose = "personal", string? totpSecret = null)
    {
        var id = $"p{Guid.NewGuid():N}";
        var caller = await App.CallerAsync(id, WorkspaceRole.User);
        var username = $"{id}@example.com";
        var saved = (await caller.PostAsync("accounts", new SaveAccountRequest("ahrefs", "Mine", username, password ?? OldPassword, totpSecret, purpose))).Expect(HttpStatusCode.Created).As<AccountResponse>();
        return new OwnedAccount(this, saved.Id, id, caller, site.Own(username, OldPassword));
    }
}

/// <summary>Somebody's own account.</summary>
internal sealed record OwnedAccount(ProtectWorld World, string Id, string OwnerId, TestCaller Caller, ScriptedOwnAccount Site)
{
    internal async Task<Account> RowAsync() => await World.App.Get<AccountsTable>().FindAsync(Id, ProtectWorld.Cancel) ?? throw new InvalidOperationException("The account is gone.");

    internal IReadOnlyList<string> SecretFiles() => [.. System.IO.Directory.GetFiles(World.App.SecretsDirectory, $"account-{Id}-*").Select(Path.GetFileName).OfType<string>()];

    /// <summary>Starts a task with the account, and waits for its end.</summary>
    internal async Task<AutomatedTask> RunAsync(string what)
    {
        var task = (await Caller.PostAsync($"accounts/{Id}/{what}", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        return await EndOfAsync(task.Id);
    }

    /// <summary>Waits until a task has ended; fails the test where that takes a minute.</summary>
    internal async Task<AutomatedTask> EndOfAsync(string taskId)
    {
        await World.Engine.EndOfAsync(taskId);
        return await World.App.Get<TasksTable>().FindAsync(taskId, ProtectWorld.Cancel) is { IsEnded: true } task ? task : throw new InvalidOperationException("The run ended, and its task did not.");
    }

    /// <summary>Whether credentials of a version sign in at the app as it is now.</summary>
    internal async Task<bool> SignsInAsync(string? version) =>
        version is not null && await World.App.Get<AccountCredentials>().FindAsync(Id, version, ProtectWorld.Cancel) is { } secrets
        && secrets.Password == Site.Password && (Site.TotpSecret is null || secrets.TotpSecret == Site.TotpSecret);
}
