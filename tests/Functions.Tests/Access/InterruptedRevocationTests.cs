using System.Net;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Access;

/// <summary>A revocation that ends before the activity tells it.</summary>
public sealed class InterruptedRevocationTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task One_that_nobody_asks_for_again_is_told_by_the_watchdog()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var key = Assert.Single(await world.App.Get<ApiKeysTable>().ListAsync(HubWorld.Cancel), key => key.HolderId == person.Person.Id);
        world.Faults.Break("apiKeyRevoked", 1);
        Assert.NotEqual(HttpStatusCode.NoContent, (await world.App.Owner.DeleteAsync($"api-keys/{key.Id}")).Status);

        await world.App.Get<Upkeep>().RunAsync(DateTimeOffset.UtcNow, world.Engine.Client, HubWorld.Cancel);
        await world.App.Get<Upkeep>().RunAsync(DateTimeOffset.UtcNow, world.Engine.Client, HubWorld.Cancel);

        Assert.Single(await world.App.Get<ActivityTable>().ReadAsync(new ActivityFilter(HubId: null), HubWorld.Cancel).ToListAsync(HubWorld.Cancel), told => told.Entry.Event == "apiKeyRevoked" && told.Entry.UserId == person.Person.Id);
    }

    [Fact]
    public async Task A_revocation_that_was_not_told_is_told_once_by_whoever_asks_for_it_again()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var key = Assert.Single(await world.App.Get<ApiKeysTable>().ListAsync(HubWorld.Cancel), key => key.HolderId == person.Person.Id);
        world.Faults.Break("apiKeyRevoked", 1);

        var cut = await world.App.Owner.DeleteAsync($"api-keys/{key.Id}");
        Assert.True(world.Faults.Happened);
        Assert.NotEqual(HttpStatusCode.NoContent, cut.Status);
        (await world.App.Owner.DeleteAsync($"api-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);
        (await world.App.Owner.DeleteAsync($"api-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);

        Assert.Single(await world.App.Get<ActivityTable>().ReadAsync(new ActivityFilter(HubId: null), HubWorld.Cancel).ToListAsync(HubWorld.Cancel), told => told.Entry.Event == "apiKeyRevoked" && told.Entry.UserId == person.Person.Id);
        Assert.Null((await world.App.Get<ApiKeysTable>().FindAsync(key.Id, HubWorld.Cancel))?.Untold);
    }
}
