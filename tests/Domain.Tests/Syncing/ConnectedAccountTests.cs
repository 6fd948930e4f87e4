using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Syncing;

public sealed class ConnectedAccountTests
{
    [Theory]
    [InlineData(MemberStage.AwaitingAccount, "p1", MemberStage.None)]
    [InlineData(MemberStage.AwaitingAccount, "p2", MemberStage.AwaitingAccount)]
    [InlineData(MemberStage.UpdateFailed, "p1", MemberStage.UpdateFailed)]
    [InlineData(MemberStage.Deprovisioning, "p1", MemberStage.DeprovisioningFailed)]
    public void Who_connected_their_own_account_is_awaited_no_longer(MemberStage stage, string connected, MemberStage after)
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test"), SyncWorld.Person("p2", "bob@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        var ann = world.Of("ann@corp.test");
        world.Stored[ann.Id] = ann with { Stage = stage };
        world.Connected.Add(connected);

        world.Check();

        Assert.Equal(after, world.Of("ann@corp.test").Stage);
        Assert.True(world.Plan().IsEmpty);
    }
}
