using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>What tests of changes ask and look at.</summary>
internal static class ChangeWorld
{
    public const string Reason = "They left the team";

    /// <summary>A connected hub with some ordinary people.</summary>
    public static Task<TestHub> HubOfAsync(this HubWorld world, int people, params SnapshotMember[] more) =>
        world.ConnectAsync(new ScriptedSite { People = [.. ScriptedSite.Crowd(people), .. more] });

    public static string Email(int number) => $"person{number}@example.com";

    public static async Task<Member> MemberAsync(this TestHub hub, string email, Presence list = Presence.Confirmed) =>
        (await hub.MembersAsync()).Single(member => member.Facts.Email == email && member.List == list);

    public static async Task<string> IdAsync(this TestHub hub, string email, Presence list = Presence.Confirmed) => (await hub.MemberAsync(email, list)).Id;

    public static async Task<RemoveMembersRequest> RemovalAsync(this TestHub hub, params string[] emails)
    {
        var members = await hub.MembersAsync();
        // Whoever is in both lists is named by the seat.
        return new RemoveMembersRequest([.. emails.Select(email => members.OrderBy(member => member.List).First(member => member.Facts.Email == email).Id)], Scope: "app", Reason: Reason);
    }

    public static async Task<TaskResponse> StartRemovalAsync(this TestHub hub, params string[] emails) =>
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals", await hub.RemovalAsync(emails))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    public static async Task<AutomatedTask> RemoveAsync(this TestHub hub, params string[] emails) => await hub.EndOfAsync((await hub.StartRemovalAsync(emails)).Id);

    public static async Task<TaskResponse> StartRoleAsync(this TestHub hub, string email, string role) =>
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(email)}", new UpdateRoleRequest(role))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    public static async Task<AutomatedTask> UpdateRoleAsync(this TestHub hub, string email, string role) => await hub.EndOfAsync((await hub.StartRoleAsync(email, role)).Id);

    public static async Task<AutomatedTask> AddAsync(this TestHub hub, params string[] emails)
    {
        var body = new AddMembersRequest([.. emails.Select(email => new PersonToAdd(Email: email))], AppRole: "Member");
        return await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
    }

    public static async Task<IReadOnlyDictionary<string, TaskItem>> ItemsAsync(this TestHub hub, string taskId) =>
        (await hub.World.App.Get<TaskItemsTable>().LoadAsync(taskId, HubWorld.Cancel)).Values.ToDictionary(item => item.Target ?? "", StringComparer.Ordinal);

    public static async Task<IReadOnlyCollection<Grant>> GrantsAsync(TestHub hub, TestPerson person) =>
        (await hub.World.App.Get<GrantsTable>().LoadAsync(hub.Id, HubWorld.Cancel)).Of(person.Person.Id);

    public static Task<HubRole?> RoleAsync(TestHub hub, TestPerson person) => hub.World.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, person.Person.Id, HubWorld.Cancel);
}
