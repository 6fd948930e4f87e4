using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Faults;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Connecting;

/// <summary>Whoever reserved an identifier and slept for longer than a reservation without a hub lasts.</summary>
public sealed class LateReservationTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Who_slept_while_another_took_the_identifier_is_refused_and_nothing_of_their_hub_is_left()
    {
        var clock = new JumpingClock();
        await using var world = new HubWorld(azurite) { Clock = clock };
        await world.InitializeAsync();
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (late, other) = ((await world.AccountAsync(owner)).AccountId, await world.AccountAsync(owner));
        ApiAnswer? faster = null;
        world.Faults.WhenWritten = async text =>
        {
            if (!text.Contains("identifier|ahrefs", StringComparison.Ordinal)) return;
            world.Faults.WhenWritten = null;
            clock.Jump(TimeSpan.FromMinutes(2));
            faster = await owner.Caller.PostAsync("hubs", HubWorld.Wish(other.AccountId, "ContosoSeo"));
        };

        var refused = await owner.Caller.PostAsync("hubs", HubWorld.Wish(late, "ContosoSEO"));

        refused.ExpectProblem(HttpStatusCode.Conflict, "identifierTaken");
        var task = (faster ?? throw new InvalidOperationException("Nobody was faster.")).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await new TestHub(world, task.HubId ?? "", owner, other.Site, other.AccountId).EndOfAsync(task.Id);
        Assert.Equal(task.HubId, Assert.Single((await owner.Caller.GetAsync("hubs")).As<ListResponse<HubResponse>>().Items).Id);
        Assert.Equal(task.HubId, Assert.Single(await world.Hubs.ListAsync(null, HubWorld.Cancel).ToListAsync(HubWorld.Cancel)).Id);
        Assert.Null((await world.App.Get<AccountsTable>().FindAsync(late, HubWorld.Cancel))?.InUseBy);
    }
}
