using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Teams;

/// <summary>What tests of teams ask and look at.</summary>
internal static class TeamWorld
{
    /// <summary>People of the workspace who call nobody.</summary>
    public static async Task<DirectoryPerson[]> PeopleAsync(this HubWorld world, int count, WorkspaceRole role = WorkspaceRole.User)
    {
        var people = Enumerable.Range(0, count).Select(_ => $"{Guid.NewGuid():N}@example.com")
            .Select(email => new DirectoryPerson(PersonId.OfAddress(email), WorkspaceUserKind.Directory, email, null, email, [], role, Active: true)).ToArray();
        await world.App.Get<WorkspaceUsersTable>().SaveAsync(people, HubWorld.Cancel);
        return people;
    }

    public static TeamRequest Wish(string name, params DirectoryPerson[] people) => new(name, [.. people.Select(person => person.Id)]);

    public static async Task<TeamResponse> TeamAsync(this HubWorld world, params DirectoryPerson[] people) =>
        (await world.App.Owner.PostAsync("teams", Wish($"Team {Guid.NewGuid():N}", people))).Expect(HttpStatusCode.Created).As<TeamResponse>();

    /// <summary>Says who is in a team; what follows in its hubs is named in the answer.</summary>
    public static async Task<TeamResponse> ChangeAsync(this HubWorld world, TeamResponse team, params DirectoryPerson[] people) =>
        (await world.App.Owner.PutAsync($"teams/{team.Id}", Wish(team.Name, people))).Expect(HttpStatusCode.OK).As<TeamResponse>();

    public static string Path(this TestHub hub, TeamResponse team) => $"hubs/{hub.Id}/teams/{team.Id}";

    public static async Task<TaskResponse> StartGivingAsync(this TestHub hub, TeamResponse team, string appRole = "Member", string? hubRole = null) =>
        (await hub.Owner.Caller.PutAsync(hub.Path(team), new GiveHubRequest(appRole, hubRole))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    public static async Task<AutomatedTask> GiveAsync(this TestHub hub, TeamResponse team, string appRole = "Member", string? hubRole = null) =>
        await hub.EndOfAsync((await hub.StartGivingAsync(team, appRole, hubRole)).Id);

    public static async Task<AutomatedTask> TakeAsync(this TestHub hub, TeamResponse team, string scope) =>
        await hub.EndOfAsync((await hub.Owner.Caller.DeleteAsync($"{hub.Path(team)}?scope={scope}")).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

    /// <summary>Waits for the run that takes up a team's change in a hub.</summary>
    public static Task<AutomatedTask> EndOfAsync(this TestHub hub, TeamResponse changed) => hub.EndOfAsync(changed.Tasks?.Single(task => task.HubId == hub.Id).TaskId ?? "");

    public static async Task<HubGrants> GrantsAsync(this TestHub hub) => await hub.World.App.Get<GrantsTable>().LoadAsync(hub.Id, HubWorld.Cancel);

    public static async Task<IReadOnlyList<GrantSource>> SourcesAsync(this TestHub hub, DirectoryPerson person) => [.. (await hub.GrantsAsync()).Of(person.Id).Select(grant => grant.Source).Order()];

    public static Task<HubRole?> RoleAsync(this TestHub hub, DirectoryPerson person) => hub.World.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, person.Id, HubWorld.Cancel);

    public static async Task<IReadOnlyList<TaskResponse>> TasksAsync(this TestHub hub, AutomatedTaskType type) =>
        (await hub.Owner.Caller.GetAsync($"tasks?hubId={hub.Id}&type={type}")).Expect(HttpStatusCode.OK).As<ListResponse<TaskResponse>>().Items;

    /// <summary>What was sent to the site, in order: what, and to whom.</summary>
    public static IReadOnlyList<(ChangeAction Action, string Email)> Sent(this TestHub hub) => [.. hub.Site.Changes.Sent.Select(change => (change.Action, change.Email))];

    /// <summary>Another task works on the hub until it is freed: whatever is asked meanwhile waits.</summary>
    public static Task HoldAsync(this TestHub hub) => hub.World.Hubs.ChangeAsync(hub.Id, now => now with { ActiveTaskId = "another" }, HubWorld.Cancel);

    public static Task FreeAsync(this TestHub hub) => hub.World.Hubs.ChangeAsync(hub.Id, now => now with { ActiveTaskId = null }, HubWorld.Cancel);
}
