using System.Net;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Access;

/// <summary>Makes what calls of the matrix are about.</summary>
internal static class MatrixThings
{
    public const string PlanDigest = "digest";
    public const string Hook = "https://127.0.0.1:9/hook";

    private static CancellationToken Cancel => HubWorld.Cancel;

    /// <summary>An account of somebody, used by a hub where one is named.</summary>
    public static async Task<string> AccountAsync(this MatrixWorld world, string ownerId, AccountPurpose purpose, string? usedBy = null)
    {
        var id = Guid.NewGuid().ToString("N");
        // What only stands in a new hub is never signed in with.
        var version = usedBy is null ? await world.App.Get<AccountCredentials>().StoreAsync(id, "correct horse battery staple", null, Cancel) : "none";
        var now = DateTimeOffset.UtcNow;
        await world.App.Get<AccountsTable>().AddAsync(
            new Account(id, "ahrefs", "Account", $"{id}@example.com", purpose, ownerId, version, HasTotpSecret: false, usedBy, now, now, new SignInRecord()), Cancel);
        return id;
    }

    /// <summary>An account of the caller's own that nothing uses.</summary>
    public static async Task<string[]> OwnAccountAsync(this MatrixWorld world, MatrixCaller who, AccountPurpose purpose = AccountPurpose.Automation) =>
        [await world.AccountAsync(world.IdOf(who), purpose)];

    /// <summary>An account of the hub, whose owner is none of the callers.</summary>
    public static async Task<string[]> HubAccountAsync(this MatrixWorld world) => [(await world.HubAsync()).AutomationAccountId];

    /// <summary>A key, and its text.</summary>
    public static async Task<(string Id, string Secret)> KeyAsync(this MatrixWorld world, string holderId, bool isPerson, string issuerId, WorkspaceRole role)
    {
        var key = ApiKeySecret.Create();
        var hash = ApiKeySecret.Hash(key);
        var now = DateTimeOffset.UtcNow;
        await world.App.Get<ApiKeysTable>().AddAsync(
            new ApiKey(ApiKeySecret.IdOf(hash), hash, "Test", holderId, holderId, isPerson, issuerId, role, now, now.AddDays(1)), Cancel);
        return (ApiKeySecret.IdOf(hash), key);
    }

    /// <summary>A second key of the caller.</summary>
    public static async Task<string[]> OwnKeyAsync(this MatrixWorld world, MatrixCaller who) =>
        [(await world.KeyAsync(world.IdOf(who), who.IsPerson, who.IsPerson ? world.IdOf(who) : PersonId.OfAddress(TestApp.OwnerEmail), who.Role)).Id];

    /// <summary>What lets an identity provider call.</summary>
    public static async Task<string[]> ScimConnectionAsync(this MatrixWorld world)
    {
        var hash = ApiKeySecret.Hash(ApiKeySecret.Create());
        var connection = new ScimConnection(ApiKeySecret.IdOf(hash), hash, "Provider", Guid.NewGuid().ToString("N"), "somebody", "Somebody", DateTimeOffset.UtcNow, ExpiresAt: null);
        await world.App.Get<ScimConnectionsTable>().AddAsync(connection, Cancel);
        return [connection.Id];
    }

    /// <summary>A key of somebody else.</summary>
    public static async Task<string[]> OthersKeyAsync(this MatrixWorld world, bool isPerson)
    {
        var olive = PersonId.OfAddress(TestApp.OwnerEmail);
        return [(await world.KeyAsync(isPerson ? world.FreePersonId : "service:backup", isPerson, isPerson ? world.FreePersonId : olive, WorkspaceRole.User)).Id];
    }

    /// <summary>Somebody new of the workspace.</summary>
    public static async Task<string[]> NewPersonAsync(this MatrixWorld world, WorkspaceRole role = WorkspaceRole.User, WorkspaceUserKind kind = WorkspaceUserKind.Directory)
    {
        var id = Guid.NewGuid().ToString("N");
        return [(await world.AddPersonAsync(id, $"{id}@example.com", role, kind)).Id];
    }

    /// <summary>Somebody new, who is a Collaborator of the hub.</summary>
    public static async Task<string[]> NewCollaboratorAsync(this MatrixWorld world)
    {
        var person = await world.NewPersonAsync();
        await world.App.Get<HubPeopleTable>().PutCollaboratorsAsync(world.HubId, person.ToDictionary(id => id, _ => true, StringComparer.Ordinal), Cancel);
        return person;
    }

    /// <summary>A task of the hub at a status, that its Owner started.</summary>
    public static Task<string[]> TaskAsync(this MatrixWorld world, AutomatedTaskStatus status) => world.TaskAsync(world.HubId, "somebody", status);

    /// <summary>A task of the hub at a status, that the caller started.</summary>
    public static Task<string[]> OwnTaskAsync(this MatrixWorld world, MatrixCaller who, AutomatedTaskStatus status, AutomatedTaskType type = AutomatedTaskType.AddMembers) =>
        world.TaskAsync(world.HubId, world.IdOf(who), status, type);

    /// <summary>A task that connects a hub without an Owner, started by the caller. A retry takes the hub, so that it needs one for itself.</summary>
    public static async Task<string[]> OwnConnectionAsync(this MatrixWorld world, MatrixCaller who, AutomatedTaskStatus status, bool ofNewHub) =>
        await world.TaskAsync(ofNewHub ? await world.AddHubAsync(hub => hub) : world.OwnerlessHubId, world.IdOf(who), status, AutomatedTaskType.ConnectHub);

    /// <summary>A task that connected the hub, or one in which the caller has the same place, started by the caller.</summary>
    public static async Task<string[]> ConnectionOfOwnedAsync(this MatrixWorld world, MatrixCaller who, AutomatedTaskStatus status, bool ofNewHub) =>
        await world.TaskAsync(ofNewHub ? await world.NewHubAsync(who, hub => hub) : world.HubId, world.IdOf(who), status, AutomatedTaskType.ConnectHub);

    /// <summary>A task that belongs to no hub.</summary>
    public static Task<string[]> WorkspaceTaskAsync(this MatrixWorld world, AutomatedTaskStatus status) => world.TaskAsync(null, "somebody", status, AutomatedTaskType.DailyCheck);

    /// <summary>An ended task of a hub or of none, and the number of a picture that belongs to it; reading uses nothing up, so it is made once.</summary>
    public static Task<string[]> EndedAsync(this MatrixWorld world, string? hubId) => world.OnceAsync($"ended {hubId}", () => world.PicturedAsync(hubId, "somebody"));

    /// <summary>An ended task of the hub that the caller started.</summary>
    public static Task<string[]> OwnEndedAsync(this MatrixWorld world, MatrixCaller who) => world.OnceAsync($"ended by {who}", () => world.PicturedAsync(world.HubId, world.IdOf(who)));

    private static async Task<string[]> PicturedAsync(this MatrixWorld world, string? hubId, string actorId)
    {
        var id = (await world.TaskAsync(hubId, actorId, AutomatedTaskStatus.Completed))[0];
        var kept = await world.App.Get<EvidenceBlobs>().SaveAsync(id, new Evidence("look", "https://app.example/members", [1, 2, 3], "- row"), Cancel);
        return [id, kept.Id];
    }

    /// <summary>A new team.</summary>
    public static async Task<string[]> TeamAsync(this MatrixWorld world) =>
        [IdIn((await world.App.Owner.PostAsync("teams", new { name = $"Team {Guid.NewGuid():N}" })).Expect(HttpStatusCode.Created))];

    /// <summary>A new team that the hub was given to.</summary>
    public static async Task<string[]> GivenTeamAsync(this MatrixWorld world)
    {
        var team = await world.TeamAsync();
        (await world.Connector.PutAsync($"hubs/{world.HubId}/teams/{team[0]}", new { appRole = "Member", hubRole = "Collaborator" })).Expect(HttpStatusCode.Accepted);
        return team;
    }

    /// <summary>A new group that a provider told of.</summary>
    public static async Task<string[]> GroupAsync(this MatrixWorld world)
    {
        var (id, now) = (Guid.NewGuid().ToString(), DateTimeOffset.UtcNow);
        var about = new GroupSummary(id, GroupOrigin.Scim, "c1", null, $"Group {id}", 0, "1", now, new GroupCause("scim", null, now)) { ReadAt = now };
        await world.App.Get<GroupsTable>().TryWriteAsync(new IdpGroup(about, []), Cancel);
        return [id];
    }

    /// <summary>A new group that is mapped to the hub.</summary>
    public static async Task<string[]> MappedGroupAsync(this MatrixWorld world)
    {
        var group = await world.GroupAsync();
        (await world.Connector.PutAsync($"hubs/{world.HubId}/groups/{group[0]}", new { appRole = "Member", hubRole = "Collaborator" })).Expect(HttpStatusCode.Accepted);
        return group;
    }

    /// <summary>A notification target of the hub, or of all hubs.</summary>
    public static async Task<string[]> TargetAsync(this MatrixWorld world, bool ofAllHubs = false)
    {
        var making = ofAllHubs ? world.App.Owner.PostAsync("notification-targets", new { url = Hook }) : world.Connector.PostAsync("notification-targets", new { url = Hook, hubId = world.HubId });
        return [IdIn((await making).Expect(HttpStatusCode.Created))];
    }

    private static string IdIn(ApiAnswer answer) => answer.Json["id"]?.GetValue<string>() ?? throw new InvalidOperationException($"No id in {answer.Text}");

    private static async Task<string[]> TaskAsync(
        this MatrixWorld world, string? hubId, string actorId, AutomatedTaskStatus status, AutomatedTaskType type = AutomatedTaskType.AddMembers)
    {
        var id = $"matrix-{Guid.NewGuid():N}";
        var actor = new Caller(actorId, "Somebody", WorkspaceRole.User, IsPerson: true, InPerson: true);
        await world.App.Get<TasksTable>().InsertAsync(new NewTask(id, type, TaskTrigger.Api, hubId, actor, nameof(ChangeMembersOrchestrator)), Cancel);
        await world.App.Get<TasksTable>().ChangeAsync(id, task => task with { Status = status, PlanDigest = PlanDigest }, Cancel);
        return [id];
    }
}
