using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.People;

/// <summary>What tests of a hub's people ask and look at.</summary>
internal static class HubPeopleWorld
{
    public static string Path(this TestHub hub, TestPerson person) => $"hubs/{hub.Id}/people/{person.Person.Id}";

    /// <summary>A hub whose site has these people beside a crowd, matched by their addresses.</summary>
    public static Task<TestHub> HubWithAsync(this HubWorld world, params TestPerson[] people) =>
        world.ConnectAsync(new ScriptedSite { People = [.. ScriptedSite.Crowd(3), .. people.Select(person => ScriptedSite.Person(person.Person.Email))] });

    public static Task<ApiAnswer> PutAsync(this TestHub hub, TestPerson person, string role, bool? seat = null, TestPerson? by = null) =>
        (by ?? hub.Owner).Caller.PutAsync(hub.Path(person), new HubPersonRequest(role, seat));

    public static async Task<HubPersonResponse> OwnAsync(this TestHub hub, TestPerson person, bool? seat = null) =>
        (await hub.PutAsync(person, "Owner", seat)).Expect(HttpStatusCode.OK).As<HubPersonResponse>();

    public static async Task<IReadOnlyList<(string UserId, HubRole Role)>> PeopleAsync(this TestHub hub) =>
        [.. (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/people")).Expect(HttpStatusCode.OK).As<ListResponse<HubPersonResponse>>().Items.Select(person => (person.UserId, person.HubRole))];

    public static Task<HubRole?> RoleAsync(this TestHub hub, TestPerson person) => hub.World.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, person.Person.Id, HubWorld.Cancel);

    public static async Task<IReadOnlyList<string>> OwnersAsync(this TestHub hub) =>
        [.. (await hub.World.App.Get<HubPeopleTable>().ListOwnersAsync(hub.Id, HubWorld.Cancel)).Select(owner => owner.UserId).Order(StringComparer.Ordinal)];

    public static async Task<IReadOnlyCollection<Grant>> GrantsAsync(this TestHub hub, TestPerson person) =>
        (await hub.World.App.Get<GrantsTable>().LoadAsync(hub.Id, HubWorld.Cancel)).Of(person.Person.Id);

    public static async Task<IReadOnlyList<(string Event, string? UserId, string? Before, string? After)>> ToldAsync(this TestHub hub, params string[] events) =>
        [.. (await hub.ActivityAsync()).Select(recorded => recorded.Entry).Where(entry => events.Contains(entry.Event)).Select(entry => (entry.Event, entry.UserId, entry.Before, entry.After))];

    /// <summary>Changes somebody in the directory, as an import does.</summary>
    public static async Task ChangeAsync(this HubWorld world, TestPerson person, Func<DirectoryPerson, DirectoryPerson> change)
    {
        var users = world.App.Get<WorkspaceUsersTable>();
        var now = await users.FindAsync(person.Person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
        await users.SaveAsync([change(now)], HubWorld.Cancel);
    }
}
