using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Removing;

public sealed class KeptAccountsTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task An_account_that_is_kept_though_all_were_to_be_deleted_is_told_with_the_reason_in_the_activity_and_by_the_task()
    {
        var hub = await world.HubOfAsync(2);
        var (unfinished, other) = (await hub.ConnectedAccountAsync(), await hub.ConnectedAccountAsync());
        await world.App.Get<AccountsTable>().ChangeAsync(
            unfinished, now => now with { Pending = new PendingCredentials("v2", ProtectionStep.Password, HasTotpSecret: false, SentAt: DateTimeOffset.UtcNow) }, HubWorld.Cancel);

        var task = await hub.RemoveHubAsync("?accounts=delete");

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal("Connected accounts that were kept, because their protection is unfinished: 1", task.Progress);
        Assert.NotNull(await world.App.Get<AccountsTable>().FindAsync(unfinished, HubWorld.Cancel));
        Assert.Null(await world.App.Get<AccountsTable>().FindAsync(other, HubWorld.Cancel));
        var told = (await hub.ActivityAsync()).Where(entry => entry.Entry.TaskId == task.Id).Select(entry => entry.Entry).ToList();
        var kept = Assert.Single(told, entry => entry.Event == "accountKept");
        Assert.Equal((hub.Owner.Person.Id, "me@example.com"), (kept.UserId, kept.Before));
        Assert.Contains("protection is unfinished", kept.After, StringComparison.Ordinal);
        Assert.Equal(task.Progress, Assert.Single(told, entry => entry.Event == "hubRemoved").After);
    }
}
