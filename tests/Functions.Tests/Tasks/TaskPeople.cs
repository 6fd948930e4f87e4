using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Tasks;

/// <summary>People with keys, and hubs for them.</summary>
internal static class TaskPeople
{
    /// <summary>Somebody of the workspace, with a key of their own.</summary>
    public static async Task<TestCaller> PersonAsync(this TestApp app, string id, WorkspaceRole role)
    {
        var person = new DirectoryPerson(id, WorkspaceUserKind.Directory, $"Person {id}", null, $"{id}@example.com", [], role, Active: true);
        await app.Get<WorkspaceUsersTable>().SaveAsync([person], Cancel);
        var key = ApiKeySecret.Create();
        var hash = ApiKeySecret.Hash(key);
        var now = app.Get<TimeProvider>().GetUtcNow();
        await app.Get<ApiKeysTable>().AddAsync(new ApiKey(ApiKeySecret.IdOf(hash), hash, "test", id, person.Name, IsPerson: true, id, role, now, now.AddDays(1)), Cancel);
        return app.Owner.With(key);
    }

    /// <summary>A connected hub, with an Owner where one is named.</summary>
    public static async Task<Hub> HubAsync(this TestApp app, string id, string? owner = null, Func<Hub, Hub>? with = null)
    {
        var hub = new Hub
        {
            Id = id,
            App = "ahrefs",
            Label = id,
            Identifier = id,
            LoginMethod = "usernamePassword",
            AutomationAccountId = "account",
            CreatedById = owner ?? "nobody",
            CreatedByName = "Somebody",
            CreatedAt = app.Get<TimeProvider>().GetUtcNow(),
            State = Domain.Hubs.HubState.Connected,
            Workspace = new AppWorkspace($"workspace-{id}", id),
        };
        hub = with?.Invoke(hub) ?? hub;
        await app.Get<HubsTable>().AddAsync(hub, Cancel);
        if (owner is not null)
            await app.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson(id, owner, HubRole.Owner, hub.CreatedAt), Cancel);
        return hub;
    }

    public static async Task<Hub> HubRowAsync(this TestApp app, string id) =>
        await app.Get<HubsTable>().GetAsync(id, Cancel) ?? throw new InvalidOperationException($"No hub {id}.");
}
