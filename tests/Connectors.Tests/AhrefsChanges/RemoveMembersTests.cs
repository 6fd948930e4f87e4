using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

public sealed class RemoveMembersTests(Site site)
{
    [Theory]
    [InlineData("small", "full")]
    [InlineData("medium", "paged")]
    [InlineData("medium", "loadMore")]
    [InlineData("medium", "virtual")]
    public async Task Removes_and_changes_exactly_whom_it_is_told_to_however_the_list_is_shown(string set, string listMode)
    {
        using var world = await ChangeWorld.CreateAsync(site, set, new { listMode });
        var (first, second, changed) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Guest), world.Somebody(AccessLevel.Member, 4));
        await world.PermitAsync("remove", first);
        await world.PermitAsync("remove", second);
        await world.PermitAsync("changeRole", changed, "Admin");

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, first), Wish(ChangeAction.Remove, second), Wish(ChangeAction.ChangeRole, changed, AppRole.Admin));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.All(world.Journal.Results.Values, result => Assert.Equal(ChangeStatus.Done, result.Status));
        await world.AssertEffectsAsync($"memberRemoved {first}", $"memberRemoved {second}", $"roleChanged {changed}");
    }
}
