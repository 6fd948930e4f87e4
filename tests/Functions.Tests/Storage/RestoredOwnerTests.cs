using System.Net;
using System.Net.Http.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Backups;
using Seatkeeper.Backups.Restoring;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.EntraSimulator.Hosting;
using Seatkeeper.EntraSimulator.Issuing;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Storage;

/// <summary>From a developer's machine to a server: here the Owner calls with a key, there with the access tokens of a tenant that has never heard of them.</summary>
public sealed class RestoredOwnerTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Ann = "aaaaaaaa-1234-4abc-8def-001122334455";
    private const string Ben = "bbbbbbbb-1234-4abc-8def-001122334455";

    private readonly string path = Path.Combine(System.IO.Directory.CreateTempSubdirectory("seatkeeper-backup-").FullName, "backup");
    private RunningIssuer? issuer;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    private BackupFolder Folder => new(path);

    public async ValueTask InitializeAsync() => issuer = await RunningIssuer.StartAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        await Issuer.DisposeAsync();
        System.IO.Directory.Delete(Path.GetDirectoryName(path) ?? path, recursive: true);
    }

    [Fact]
    public async Task The_owner_of_a_developers_machine_calls_with_the_token_that_a_restore_tied_them_to_and_what_they_own_is_theirs()
    {
        await using var old = await TestApp.StartAsync(azurite);
        var account = (await old.Owner.PostAsync("accounts", new SaveAccountRequest("ahrefs", "Automation", "bot@example.com", "then", null, "automation"))).Expect(HttpStatusCode.Created).As<AccountResponse>();
        await SaveAsync(old.Services);
        var server = azurite.NewAccount();
        await using (var restored = ComposedApp.On(server))
            await RestoreAsync(restored, Ann);

        await using var app = await ServerAsync(server, old.SecretsDirectory);

        using var caller = app.Owner.With(null);
        var ann = ("Authorization", $"Bearer {Issuer.Token(Ann, claims => claims.Remove("roles"))}");
        (await caller.SendAsync(HttpMethod.Get, "teams", null, ann)).Expect(HttpStatusCode.OK);
        (await caller.SendAsync(HttpMethod.Put, $"accounts/{account.Id}/credentials", JsonContent.Create(new { password = "now" }), ann)).Expect(HttpStatusCode.OK);
        // By the tie and nothing else: they are who they were, with the addresses that they had, and the activity tells of it.
        var owner = await app.Get<WorkspaceUsersTable>().FindOwnerAsync(Cancel);
        Assert.Equal((PersonId.OfAddress(TestApp.OwnerEmail), TestApp.OwnerEmail, Ann), (owner?.Id, owner?.Email, owner?.Directory?.ObjectId));
        var told = await app.Get<ActivityTable>().ReadAsync(new ActivityFilter(HubId: null), Cancel).Select(recorded => recorded.Entry).ToListAsync(Cancel);
        var tied = Assert.Single(told, entry => entry.Event == "personLinked");
        Assert.Equal((owner?.Id, Ann), (tied.UserId, tied.After));
        Assert.DoesNotContain(told, entry => entry.Event == "firstOwnerMade");
    }

    [Theory]
    [InlineData("no token means the Owner", "local", null, null, null, null, "--owner OBJECT-ID")]
    [InlineData("the Owner is tied to another", "local", Ben, null, null, Ann, "Leave --owner away")]
    [InlineData("the Owner's id is another", Ben, null, null, null, Ann, "Leave --owner away")]
    [InlineData("somebody else is tied to it", "local", null, "imported", Ann, Ann, "another account")]
    [InlineData("somebody else has it as their id", "local", null, Ann, null, Ann, "another account")]
    [InlineData("there is no Owner", null, null, "imported", null, Ann, "Leave --owner away")]
    public async Task An_owner_whom_no_token_would_mean_or_another_persons_object_id_is_refused_before_anything_is_written(
        string why, string? ownerId, string? ownersObject, string? otherId, string? othersObject, string? named, string remedy)
    {
        await using var old = await PeopleAsync(Person(ownerId, ownersObject, WorkspaceRole.Owner), Person(otherId, othersObject, WorkspaceRole.User));
        await SaveAsync(old);
        await using var other = ComposedApp.On(azurite);

        var refused = await Assert.ThrowsAsync<StepFailedException>(() => RestoreAsync(other, named));

        Assert.True(refused.Remedy.Contains(remedy, StringComparison.Ordinal) && refused.Message.EndsWith("Nothing was written.", StringComparison.Ordinal), $"{why}: {refused.Message} {refused.Remedy}");
        Assert.False(await other.GetRequiredService<TableServiceClient>().QueryAsync(cancellationToken: Cancel).AnyAsync(Cancel));
    }

    [Theory]
    [InlineData("local", Ann, null)]
    [InlineData("local", Ann, Ann)]
    [InlineData(Ann, null, null)]
    [InlineData(Ann, null, Ann)]
    [InlineData(null, null, null)]
    public async Task An_owner_whom_tokens_mean_already_stays_as_they_are(string? ownerId, string? ownersObject, string? named)
    {
        await using var old = await PeopleAsync(Person(ownerId, ownersObject, WorkspaceRole.Owner));
        await SaveAsync(old);
        await using var other = ComposedApp.On(azurite);

        await RestoreAsync(other, named);

        var owner = await other.GetRequiredService<WorkspaceUsersTable>().FindOwnerAsync(Cancel);
        Assert.Equal((ownerId, ownersObject), (owner?.Id, owner?.Directory?.ObjectId));
    }

    private static DirectoryPerson? Person(string? id, string? objectId, WorkspaceRole role) => id is null ? null : new(id, WorkspaceUserKind.Directory, $"Person {id}", null, $"{id}@example.com", [], role, Active: true)
    {
        Directory = objectId is null ? null : new DirectoryFacts(objectId, DirectoryState.Present, DateTimeOffset.UtcNow),
    };

    private async Task<ServiceProvider> PeopleAsync(params DirectoryPerson?[] people)
    {
        var app = ComposedApp.On(azurite);
        await app.GetRequiredService<TableServiceClient>().CreateTableIfNotExistsAsync(WorkspaceUsersTable.Name, Cancel);
        await app.GetRequiredService<WorkspaceUsersTable>().SaveAsync(people.OfType<DirectoryPerson>(), Cancel);
        return app;
    }

    private Task<Manifest> SaveAsync(IServiceProvider app) => new Backup(StoredData.Of(app), Folder, TimeProvider.System, ComposedApp.Silent).RunAsync(Cancel);

    // What the command does with an account that is not the development storage.
    private async Task RestoreAsync(IServiceProvider app, string? named)
    {
        var owner = new RestoredOwner(named, isDevelopment: false);
        var manifest = await new Restore(StoredData.Of(app), Folder, owner, ComposedApp.Silent).RunAsync(Cancel);
        await new AfterRestore(app, ComposedApp.Silent).RunAsync(manifest, owner, keepKeys: false, Cancel);
    }

    private Task<TestApp> ServerAsync(string storage, string secrets) => TestApp.StartAsync(azurite, settings: settings =>
    {
        settings["AzureWebJobsStorage"] = storage;
        settings["Secrets:LocalDirectory"] = secrets;
        settings.Remove("Bootstrap:OwnerKeyHash");
        settings.Remove("Bootstrap:OwnerEmail");
        settings["Bootstrap:OwnerObjectId"] = Ann;
        settings["Entra:TenantId"] = RunningIssuer.Tenant;
        settings["Entra:Audience"] = RunningIssuer.ClientId;
        settings["Entra:Authority"] = Issuer.Authority;
    });
}
