using System.Globalization;
using System.Net;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Protecting;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Tests.Protecting;

public sealed class SettleCredentialsActivityTests(ProtectWorld world) : IClassFixture<ProtectWorld>
{
    [Theory]
    [InlineData(OwnChangeStatus.Refused)]
    [InlineData(OwnChangeStatus.Sent)]
    public async Task Whatever_write_the_worker_dies_after_a_password_that_was_not_changed_is_not_told_as_changed(OwnChangeStatus said)
    {
        var writes = await RunAsync(said, 0);
        Assert.InRange(writes, 4, 40);

        await Parallel.ForEachAsync(
            Enumerable.Range(1, writes), new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = ProtectWorld.Cancel }, async (after, _) => await RunAsync(said, after));
    }

    [Fact]
    public async Task A_protection_is_done_only_where_each_of_its_items_is()
    {
        var items = world.App.Get<TaskItemsTable>();
        var id = $"items-{Guid.NewGuid():N}";
        await items.InsertAsync(id, await ProtectionItems.MakeAsync(items, id, retryOf: null, ProtectWorld.Cancel), ProtectWorld.Cancel);
        await ProtectionItems.DoneAsync(items, id, ProtectionStep.TwoFactor, "A sign-in asked for a one-time code.", ProtectWorld.Cancel);

        var first = await ProtectionItems.CloseAsync(items, id, failure: null, ProtectWorld.Cancel);
        var again = await ProtectionItems.CloseAsync(items, id, failure: null, ProtectWorld.Cancel);

        Assert.All(new[] { first, again }, closed => Assert.Equal(("TurnOnTwoFactor", FailureKind.EffectNotApplied), (Assert.Single(closed.Done), closed.Failure?.Kind)));
        Assert.Equal(TaskItemStatus.Failed, (await items.LoadAsync(id, ProtectWorld.Cancel))[ProtectionItems.IdOf(ProtectionStep.Password)].Status);
    }

    /// <summary>Protects an account at an app that changes nothing, and lets the worker die after a write that follows; the step is repeated then.</summary>
    /// <returns>How many such writes there were.</returns>
    private async Task<int> RunAsync(OwnChangeStatus said, int after)
    {
        var account = await world.AccountAsync();
        account.Site.NextChange = new OwnChange(said, said == OwnChangeStatus.Refused ? new Failure(FailureKind.EffectNotApplied, FailurePhase.Submit) : null);
        account.Site.At = moment =>
        {
            if (moment == "before password") world.Kills.Arm(account.Id, after, where => new TransientException(where));
            return Task.CompletedTask;
        };

        var task = await account.RunAsync("protect");

        var (writes, hasStruck, last) = world.Kills.Of(account.Id);
        var where = string.Create(CultureInfo.InvariantCulture, $"{said}, after write {after} ({last}): {task.Status}, {task.Failure}");
        Assert.True(hasStruck == after > 0, where);
        Assert.True((task.Status, task.Failure?.Kind) == (AutomatedTaskStatus.Failed, FailureKind.EffectNotApplied), where);
        var told = (await account.Caller.GetAsync($"activity?userId={account.OwnerId}")).Expect(HttpStatusCode.OK).Text;
        Assert.True(!told.Contains("accountProtected", StringComparison.Ordinal) && told.Contains("accountNotProtected", StringComparison.Ordinal), where);
        var items = await world.App.Get<TaskItemsTable>().LoadAsync(task.Id, ProtectWorld.Cancel);
        Assert.True((items["1-password"].Status, items["2-twoFactor"].Status) == (TaskItemStatus.Failed, TaskItemStatus.Cancelled), where);
        var row = await account.RowAsync();
        Assert.True(row.Pending is null && account.SecretFiles().Count == 1 && await account.SignsInAsync(row.CredentialsVersion), where);
        return writes;
    }
}
