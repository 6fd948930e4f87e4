using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.NotificationTargets;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Notifications;

namespace Seatkeeper.Functions.Tests.NotificationTargets;

public sealed class TargetBookTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Of_a_target_that_is_gone_nothing_is_left_to_be_sent_however_much_was_due()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var id = (await world.TargetAsync()).Id;
        var deliveries = world.App.Get<OutboxDeliveries>();
        var now = world.Clock.GetUtcNow();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1_001), NotificationWorld.Cancel, async (number, cancel) => await deliveries.AddAsync(new Delivery(id, $"n{number:D4}", "test", "{}", now, now, now), cancel));
        var target = (await world.App.Get<NotificationTargetsTable>().ListAsync(NotificationWorld.Cancel)).Single(one => one.Id == id);

        await world.App.Get<TargetBook>().DisableAsync(target, NotificationWorld.Cancel);

        Assert.Empty(await deliveries.PendingAsync(id, 1, NotificationWorld.Cancel));
        Assert.NotNull(await deliveries.FindDeadAsync(id, "n1000", NotificationWorld.Cancel));
    }
}
