using System.Net;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Directory;

/// <summary>What the activity tells of leavings that are said more than once.</summary>
public sealed class LeavingSaidAgainTests(HubWorld world) : IClassFixture<HubWorld>
{
    private WorkspaceUsersTable Users => world.App.Get<WorkspaceUsersTable>();

    [Fact]
    public async Task One_that_was_told_under_whatever_id_is_not_told_again()
    {
        var (alice, left) = (await world.PersonAsync(WorkspaceRole.Admin), await world.PersonAsync(WorkspaceRole.User));
        var person = await Users.FindAsync(left.Person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
        var at = DateTimeOffset.UtcNow.AddDays(-30);
        await Users.SaveAsync([person with { Active = false, LeftAt = at }], HubWorld.Cancel);
        var told = new ActivityEntry(Guid.NewGuid().ToString("N"), at, alice.Person.Id, alice.Person.Name, "personLeft", person.Email, UserId: person.Id);
        await world.App.Get<ActivityTable>().AppendAsync(null, told, HubWorld.Cancel);

        await LeaveAsync(world.App.Owner, left, HttpStatusCode.NoContent);

        Assert.Equal([told], await LeavingsAsync(left));
    }

    [Fact]
    public async Task One_that_was_cut_short_before_it_was_told_is_told_once_in_the_name_of_who_said_it_first()
    {
        var (alice, left) = (await world.PersonAsync(WorkspaceRole.Admin), await world.PersonAsync(WorkspaceRole.User));
        await CutShortAsync(alice, left);

        await LeaveAsync(world.App.Owner, left, HttpStatusCode.NoContent);
        await LeaveAsync(world.App.Owner, left, HttpStatusCode.NoContent);

        Assert.Equal([alice.Person.Id], (await LeavingsAsync(left)).Select(entry => entry.ActorId));
        Assert.All((await world.App.Get<ApiKeysTable>().ListAsync(HubWorld.Cancel)).Where(key => key.HolderId == left.Person.Id), key => Assert.NotNull(key.RevokedAt));
    }

    [Fact]
    public async Task One_that_was_cut_short_is_told_also_where_the_person_is_back_and_leaves_once_more()
    {
        var (alice, left) = (await world.PersonAsync(WorkspaceRole.Admin), await world.PersonAsync(WorkspaceRole.User));
        await CutShortAsync(alice, left);
        (await world.App.Owner.PostTextAsync("directory/users/import", $$"""{"id":"{{left.Person.Id}}","email":"{{left.Person.Email}}"}""", "application/x-ndjson")).Expect(HttpStatusCode.OK);

        await LeaveAsync(world.App.Owner, left, HttpStatusCode.NoContent);

        Assert.Equal([alice.Person.Id, PersonId.OfAddress(TestApp.OwnerEmail)], (await LeavingsAsync(left)).Select(entry => entry.ActorId).Reverse());
    }

    // Storage is away when the first of their keys is to be revoked.
    private async Task CutShortAsync(TestPerson by, TestPerson left)
    {
        world.Faults.BreakWrite(left.Person.Id);
        await LeaveAsync(by.Caller, left, HttpStatusCode.ServiceUnavailable);
        Assert.True(world.Faults.Happened);
        Assert.Empty(await LeavingsAsync(left));
    }

    private static async Task LeaveAsync(TestCaller caller, TestPerson left, HttpStatusCode answer) => (await caller.DeleteAsync($"directory/users/{left.Person.Id}")).Expect(answer);

    private async Task<IReadOnlyList<ActivityEntry>> LeavingsAsync(TestPerson left) =>
        [.. (await world.App.Get<ActivityTable>().ReadAsync(new ActivityFilter(null, UserId: left.Person.Id), HubWorld.Cancel).ToListAsync(HubWorld.Cancel)).Select(entry => entry.Entry).Where(entry => entry.Event == "personLeft")];
}
