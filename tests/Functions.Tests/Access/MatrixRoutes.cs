using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Accounts;
using static Seatkeeper.Functions.Tests.Access.AccessClass;

namespace Seatkeeper.Functions.Tests.Access;

/// <summary>
/// Every route, a line each. A route of the app that has none fails the test, and so does a line whose route the app does not have.
/// </summary>
internal static class MatrixRoutes
{
    private const string OneOnly = "?limit=1";
    private const string Reason = "the matrix tries it";

    public static IReadOnlyList<RouteLine> All { get; } = [.. Open(), .. Accounts(), .. Hubs(), .. Members(), .. People(), .. Tasks(), .. Workspace(), .. Keys(), .. Notifications()];

    private static IEnumerable<RouteLine> Open() =>
    [
        new("GET", "/health/live", Anybody, 200),
        new("GET", "/health/ready", Anybody, 200),
        new("GET", "/openapi.json", Anybody, 200),
        new("POST", "/webhooks/graph", Anybody, 404) { Body = Json((_, _) => new { value = Array.Empty<object>() }), Note = "no tenant is connected here; with one, notifications have to be of a subscription of the app" },
        new("POST", "/webhooks/graph/lifecycle", Anybody, 404) { Body = Json((_, _) => new { value = Array.Empty<object>() }), Note = "no tenant is connected here" },
        new("GET", "/apps", AnyCaller, 200),
    ];

    private static IEnumerable<RouteLine> Accounts() =>
    [
        new("GET", "/accounts", HubConnector, 200) { Query = OneOnly },
        new("POST", "/accounts", HubConnector, 201) { Body = Json((_, _) => new { app = "ahrefs", label = "Bot", username = "bot@example.com", password = "horse battery", purpose = "automation" }) },
        new("GET", "/accounts/{id}", ItsOwner, 200) { IsOwn = true, Of = (world, who) => world.OwnAccountAsync(who) },
        new("GET", "/accounts/{id}", AutomationAccountReader, 200) { Case = "a hub's", Of = (world, _) => world.HubAccountAsync() },
        new("DELETE", "/accounts/{id}", ItsOwner, 204) { IsOwn = true, Of = (world, who) => world.OwnAccountAsync(who) },
        new("DELETE", "/accounts/{id}", OwnerOfOthersAccount, 204) { Case = "a hub's", Of = (world, _) => world.HubAccountAsync() },
        new("PUT", "/accounts/{id}/credentials", ItsOwner, 200) { IsOwn = true, Of = (world, who) => world.OwnAccountAsync(who), Body = Password },
        new("PUT", "/accounts/{id}/credentials", OwnerOfOthersAccount, 200) { Case = "a hub's", Of = (world, _) => world.HubAccountAsync(), Body = Password },
        new("PUT", "/accounts/{id}/session", ItsOwner, 204) { IsOwn = true, Of = (world, who) => world.OwnAccountAsync(who), Body = Session },
        new("PUT", "/accounts/{id}/session", OwnerOfOthersAccount, 204) { Case = "a hub's", Of = (world, _) => world.HubAccountAsync(), Body = Session },
        new("POST", "/accounts/{id}/login", ItsOwnerInPerson, 200) { IsOwn = true, Of = (world, who) => world.OwnAccountAsync(who) },
        new("POST", "/accounts/{id}/login", OwnerOfOthersAccount, 200) { Case = "a hub's", Of = (world, _) => world.HubAccountAsync() },
        new("POST", "/accounts/{id}/backup-code", ItsOwnerInPerson, 404) { IsOwn = true, Of = Personal, Note = "there is none before the account was protected" },
        new("POST", "/accounts/{id}/protect", ItsOwnerInPerson, 202) { IsOwn = true, Of = Personal },
        new("POST", "/accounts/{id}/protect", OwnerOfOthersAccount, 202) { Case = "a hub's", Of = (world, _) => world.HubAccountAsync() },
        new("POST", "/accounts/{id}/verify", ItsOwnerInPerson, 202) { IsOwn = true, Of = Personal },
        new("GET", "/hubs/{hub}/accounts", MatchedPerson, 200),
        new("POST", "/hubs/{hub}/accounts", MatchedPerson, 201) { Body = Json((_, who) => new { username = MatrixWorld.AddressOf(who), password = "horse battery" }) },
    ];

    private static IEnumerable<RouteLine> Hubs() =>
    [
        new("GET", "/hubs", AnyCaller, 200) { Query = OneOnly },
        new("POST", "/hubs", HubConnectorPerson, 202) { Body = WishAsync },
        new("GET", "/hubs/{hub}", HubName, 200),
        new("PATCH", "/hubs/{hub}", HubOwner, 200) { Body = Json((_, _) => new { label = "Marketing" }) },
        new("DELETE", "/hubs/{hub}", HubOwner, 202) { OnNewHub = hub => hub },
        new("POST", "/hubs/{hub}/retry", HubOwner, 202) { OnNewHub = hub => hub with { State = HubState.NeedsAttention } },
        new("PUT", "/hubs/{hub}/automation-account", HubOwner, 202)
        {
            OnNewHub = hub => hub,
            Body = async (world, who) => new { automationAccountId = (await world.OwnAccountAsync(who))[0] },
        },
        new("POST", "/hubs/{hub}/takeover", TakeOver, 200) { OnNewHub = hub => hub, Body = Json((_, _) => new { reason = Reason }) },
        new("POST", "/hubs/{hub}/updates", HubOwner, 202),
        new("GET", "/hubs/{hub}/updates/latest", HubReader, 200),
        new("POST", "/hubs/{hub}/leavers/apply", HubOwner, 202) { Body = Json((world, _) => new { memberIds = new[] { world.MemberOf("leaver") } }) },
        new("POST", "/hubs/{hub}/probe", HubOwner, 202),
        new("POST", "/hubs/{hub}/probe", HubOwnerInPerson, 202)
        {
            Case = "verify",
            OnNewHub = hub => hub,
            Body = Json((_, _) => new { openDialogs = true, verify = true, word = "I looked at every page of the guide." }),
        },
        new("GET", "/hubs/{hub}/seats", HubReader, 200),
    ];

    private static IEnumerable<RouteLine> Members() =>
    [
        new("GET", "/hubs/{hub}/members", HubReader, 200) { Query = OneOnly },
        new("POST", "/hubs/{hub}/members", HubOwner, 202) { Body = Json((_, _) => new { people = new[] { new { email = $"{Guid.NewGuid():N}@example.com" } } }) },
        new("GET", "/hubs/{hub}/members/{member}", HubReader, 200) { Of = Member("match") },
        new("PATCH", "/hubs/{hub}/members/{member}", HubOwner, 202) { Of = Member("demote"), Body = Json((_, _) => new { appRole = "Guest" }) },
        new("DELETE", "/hubs/{hub}/members/{member}", HubOwner, 202) { Of = Member("remove") },
        new("GET", "/hubs/{hub}/members/{member}/explain", HubReader, 200) { Of = Member("unmatch") },
        new("POST", "/hubs/{hub}/removals", HubOwner, 202) { Body = Json((world, _) => new { memberIds = new[] { world.MemberOf("remove") }, scope = "app", reason = Reason }) },
        new("POST", "/hubs/{hub}/members/{member}/invitation/resend", HubOwner, 202) { Of = Member("invited") },
        new("DELETE", "/hubs/{hub}/members/{member}/invitation", HubOwner, 202) { Of = Member("invited") },
        new("POST", "/hubs/{hub}/matches", HubOwner, 202)
        {
            Body = Json((world, _) => new { matches = new[] { new { memberId = world.MemberOf("match"), userId = world.FreePersonId, hubRole = "Collaborator" } } }),
        },
        new("POST", "/hubs/{hub}/members/{member}/match", HubOwner, 202) { Of = Member("match"), Body = Json((world, _) => new { userId = world.FreePersonId, hubRole = "Collaborator" }) },
        new("DELETE", "/hubs/{hub}/members/{member}/match", HubOwner, 200) { Of = Member("unmatch") },
        new("POST", "/hubs/{hub}/members/{member}/exempt", HubOwner, 200) { Of = Member("exempt"), Body = Json((_, _) => new { reason = Reason }) },
        new("DELETE", "/hubs/{hub}/members/{member}/exempt", HubOwner, 200) { Of = Member("exempt") },
    ];

    private static IEnumerable<RouteLine> People() =>
    [
        new("GET", "/hubs/{hub}/people", HubReader, 200),
        new("GET", "/hubs/{hub}/people/{user}", HubReader, 200) { Of = (world, _) => world.NewCollaboratorAsync() },
        new("PUT", "/hubs/{hub}/people/{user}", HubOwner, 200) { Of = (world, _) => world.NewCollaboratorAsync(), Body = Json((_, _) => new { hubRole = "Owner", seat = false }) },
        new("DELETE", "/hubs/{hub}/people/{user}", HubOwner, 204) { Of = (world, _) => world.NewCollaboratorAsync() },
        new("GET", "/hubs/{hub}/teams", HubReader, 200),
        new("PUT", "/hubs/{hub}/teams/{teamId}", HubOwner, 202) { Of = (world, _) => world.TeamAsync(), Body = Json((_, _) => new { appRole = "Member", hubRole = "Collaborator" }) },
        new("DELETE", "/hubs/{hub}/teams/{teamId}?scope=hub", HubOwner, 202) { Of = (world, _) => world.GivenTeamAsync() },
        new("GET", "/hubs/{hub}/groups", HubReader, 200),
        new("PUT", "/hubs/{hub}/groups/{groupId}", HubOwner, 202) { Of = (world, _) => world.GroupAsync(), Body = Json((_, _) => new { appRole = "Member", hubRole = "Collaborator" }) },
        new("DELETE", "/hubs/{hub}/groups/{groupId}?scope=hub", HubOwner, 202) { Of = (world, _) => world.MappedGroupAsync() },
        new("GET", "/directory/groups", DirectoryReader, 200) { Query = OneOnly },
        new("GET", "/teams", DirectoryReader, 200) { Query = OneOnly },
        new("POST", "/teams", DirectoryWriter, 201) { Body = Json((_, _) => new { name = $"Team {Guid.NewGuid():N}" }) },
        new("GET", "/teams/{id}", DirectoryReader, 200) { Of = (world, _) => world.TeamAsync() },
        new("PUT", "/teams/{id}", DirectoryWriter, 200) { Of = (world, _) => world.TeamAsync(), Body = Json((_, _) => new { name = $"Team {Guid.NewGuid():N}" }) },
        new("DELETE", "/teams/{id}", DirectoryWriter, 204) { Of = (world, _) => world.TeamAsync() },
    ];

    private static IEnumerable<RouteLine> Tasks() =>
    [
        new("GET", "/tasks", AnyCaller, 200) { Query = OneOnly },
        new("GET", "/tasks?hubId={hub}", HubReader, 200) { Case = "of a hub", Query = "&limit=1" },
        .. (IEnumerable<RouteLine>)[.. ((string[])["", "/items", "/events"]).SelectMany(Reading)],
        new("GET", "/tasks/{id}/evidence/{n}", HubReader, 200) { Of = (world, _) => world.EndedAsync(world.HubId) },
        new("GET", "/tasks/{id}/evidence/{n}", HubReaderAmongStarters, 200)
        {
            Case = "own", IsOwn = true, Of = (world, who) => world.OwnEndedAsync(who),
        },
        .. Steering("cancel", AutomatedTaskStatus.WaitingForApproval),
        .. Steering("retry", AutomatedTaskStatus.Failed),
        .. Steering("approve", AutomatedTaskStatus.WaitingForApproval, new { planDigest = MatrixThings.PlanDigest }),
        .. Steering("reject", AutomatedTaskStatus.WaitingForApproval),
        .. Steering("answer", AutomatedTaskStatus.WaitingForInput),
        new("POST", "/tasks/{id}/undo", HubOwner, 202) { Of = (world, _) => Task.FromResult(new[] { world.RemovalId }) },
    ];

    private static IEnumerable<RouteLine> Reading(string part) =>
    [
        new("GET", $"/tasks/{{id}}{part}", HubReader, 200) { Of = async (world, _) => [(await world.EndedAsync(world.HubId))[0]] },
        new("GET", $"/tasks/{{id}}{part}", ItsOwner, 200) { Case = "own", IsOwn = true, Of = async (world, who) => [(await world.OwnEndedAsync(who))[0]] },
        new("GET", $"/tasks/{{id}}{part}", OverseerElseNotThere, 200) { Case = "of no hub", Of = async (world, _) => [(await world.EndedAsync(hubId: null))[0]] },
    ];

    // Whoever started a task may stop it, and steers the connection of a hub that has no Owner.
    private static IEnumerable<RouteLine> Steering(string what, AutomatedTaskStatus status, object? body = null)
    {
        // What waits for approval was stopped so that a person looks.
        var ofPeople = what == "approve";
        var line = new RouteLine("POST", $"/tasks/{{id}}/{what}", ofPeople ? HubOwnerPerson : HubOwner, 202) { Body = body is null ? null : (_, _) => Task.FromResult(body) };
        return
        [
            line with { Of = (world, _) => world.TaskAsync(status) },
            line with { Case = "own", IsOwn = true, Class = what == "cancel" ? ItsOwner : ofPeople ? HubOwnerPersonAmongStarters : HubOwnerAmongStarters, Of = (world, who) => world.OwnTaskAsync(who, status) },
            line with
            {
                Case = "own connection, of a hub with Owners", IsOwn = true, Class = what == "cancel" ? ItsOwner : ofPeople ? HubOwnerPersonAmongStarters : HubOwnerAmongStarters,
                Of = (world, who) => world.ConnectionOfOwnedAsync(who, status, ofNewHub: what == "retry"),
            },
            line with
            {
                Case = "own connection, of a hub without", IsOwn = true, Class = what == "cancel" ? ItsOwner : ofPeople ? HubConnectorPerson : HubConnector,
                Of = (world, who) => world.OwnConnectionAsync(who, status, ofNewHub: what == "retry"),
            },
            line with { Case = "of no hub", Class = ofPeople ? OverseerPersonElseNotThere : OverseerElseNotThere, Of = (world, _) => world.WorkspaceTaskAsync(status) },
        ];
    }

    private static IEnumerable<RouteLine> Workspace() =>
    [
        new("GET", "/activity", AnyCaller, 200) { Case = "about oneself", Query = OneOnly },
        new("GET", "/activity?hubId={hub}", HubName, 200) { Case = "of a hub; Collaborators about themselves" },
        new("GET", "/activity?userId=somebody", Overseer, 200) { Case = "about others" },
        new("GET", "/activity?hubId={hub}&userId=somebody", HubReader, 200) { Case = "of a hub, about others" },
        new("GET", "/activity/verify", Overseer, 200),
        new("GET", "/activity/verify?hubId={hub}", HubReader, 200) { Case = "of a hub" },
        new("GET", "/directory/users", DirectoryReader, 200) { Query = OneOnly },
        new("POST", "/directory/users/import", DirectoryWriter, 200)
        {
            Body = (_, _) => Task.FromResult<object>(RouteLine.Text("""{"id":"imported","name":"Ida","email":"ida@example.com"}""", "application/x-ndjson")),
        },
        new("DELETE", "/directory/users/{id}", DirectoryWriter, 204) { Of = (world, _) => world.NewPersonAsync() },
        new("DELETE", "/directory/users/{id}", Overseer, 204) { Case = "a SuperAdmin", Of = (world, _) => world.NewPersonAsync(WorkspaceRole.SuperAdmin) },
        new("POST", "/directory/partners", DirectoryWriter, 201) { Body = Json((_, _) => new { name = "Pat", email = $"{Guid.NewGuid():N}@partner.example" }) },
        new("DELETE", "/directory/partners/{id}", DirectoryWriter, 204) { Of = (world, _) => world.NewPersonAsync(WorkspaceRole.GuestUser, WorkspaceUserKind.LocalPartner) },
        new("POST", "/directory/sync", DirectoryWriter, 409) { Note = "no tenant is connected here" },
    ];

    private static IEnumerable<RouteLine> Keys() =>
    [
        new("GET", "/api-keys", AnyCaller, 200) { Query = OneOnly },
        new("POST", "/api-keys", ItsOwnerInPerson, 201) { Body = Json((_, _) => new { name = "Mine" }) },
        new("POST", "/api-keys", OverseerInPerson, 201) { Case = "for a service principal", Body = Json((_, _) => new { name = "Nightly", servicePrincipal = "nightly", role = "User" }) },
        new("POST", "/api-keys", WorkspaceOwner, 201) { Case = "for another person", Body = Json((world, _) => new { name = "Theirs", userId = world.FreePersonId, role = "User" }) },
        new("DELETE", "/api-keys/{id}", KeyHolder, 204) { IsOwn = true, Of = (world, who) => world.OwnKeyAsync(who) },
        new("DELETE", "/api-keys/{id}", OverseerElseNotThere, 204) { Case = "a service principal's", Of = (world, _) => world.OthersKeyAsync(isPerson: false) },
        new("DELETE", "/api-keys/{id}", WorkspaceOwnerElseNotThere, 204) { Case = "another person's", Of = (world, _) => world.OthersKeyAsync(isPerson: true) },
        new("GET", "/scim-connections", Overseer, 200),
        new("POST", "/scim-connections", Overseer, 201) { Body = Json((_, _) => new { name = "Directory" }) },
        new("DELETE", "/scim-connections/{id}", Overseer, 204) { Of = (world, _) => world.ScimConnectionAsync() },
    ];

    private static IEnumerable<RouteLine> Notifications() =>
    [
        new("GET", "/notification-targets", AnyCaller, 200) { Query = OneOnly },
        new("POST", "/notification-targets", WorkspaceOwner, 201) { Case = "for all hubs", Body = Json((_, _) => new { url = MatrixThings.Hook }) },
        new("POST", "/notification-targets", HubOwner, 201) { Case = "for a hub", Body = Json((world, _) => new { url = MatrixThings.Hook, hubId = world.HubId }) },
        new("GET", "/notification-targets/{id}", HubTargetReader, 200) { Of = (world, _) => world.OnceAsync("target", () => world.TargetAsync()) },
        new("GET", "/notification-targets/{id}/dead-letters", HubTargetReader, 200) { Of = (world, _) => world.OnceAsync("target", () => world.TargetAsync()) },
        new("POST", "/notification-targets/{id}/redeliver", HubTargetOwner, 200) { Of = (world, _) => world.OnceAsync("target", () => world.TargetAsync()) },
        new("POST", "/notification-targets/{id}/test", HubTargetOwner, 200) { Of = (world, _) => world.OnceAsync("target", () => world.TargetAsync()) },
        new("DELETE", "/notification-targets/{id}", HubTargetOwner, 204) { Of = (world, _) => world.TargetAsync() },
        new("DELETE", "/notification-targets/{id}", WorkspaceOwnerElseNotThere, 204) { Case = "for all hubs", Of = (world, _) => world.TargetAsync(ofAllHubs: true) },
    ];

    private static Func<MatrixWorld, MatrixCaller, Task<object>> Json(Func<MatrixWorld, MatrixCaller, object> body) => (world, who) => Task.FromResult(body(world, who));

    private static Func<MatrixWorld, MatrixCaller, Task<string[]>> Member(string name) => (world, _) => Task.FromResult(new[] { world.MemberOf(name) });

    private static Task<string[]> Personal(MatrixWorld world, MatrixCaller who) => world.OwnAccountAsync(who, AccountPurpose.Personal);

    private static Func<MatrixWorld, MatrixCaller, Task<object>> Password => Json((_, _) => new { password = "another horse", totpSecret = "JBSWY3DPEHPK3PXP" });

    private static Func<MatrixWorld, MatrixCaller, Task<object>> Session => Json((_, _) => new { cookies = new[] { new { name = "session", value = "1", domain = "app.example", path = "/" } } });

    private static async Task<object> WishAsync(MatrixWorld world, MatrixCaller who)
    {
        var account = (await world.OwnAccountAsync(who))[0];
        return new { app = "ahrefs", label = "Sales", identifier = Guid.NewGuid().ToString("N")[..20], loginMethod = "usernamePassword", automationAccountId = account };
    }
}
