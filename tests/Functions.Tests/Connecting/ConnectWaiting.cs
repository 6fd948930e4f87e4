using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Connecting;

/// <summary>Hubs whose first connection waits for a person.</summary>
internal static class ConnectWaiting
{
    public static async Task<(TestHub Hub, AutomatedTask Waiting)> ConnectUntilWaitingAsync(this HubWorld world, params FailureKind[] wanted)
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, site) = await world.AccountAsync(owner);
        foreach (var kind in wanted)
            site.FailNextVerification(new Failure(kind, FailurePhase.Login));
        var started = (await owner.Caller.PostAsync("hubs", HubWorld.Wish(account))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var hub = new TestHub(world, started.HubId ?? "", owner, site, account);
        return (hub, await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded));
    }

    public static Task<ApiAnswer> AnswerAsync(this TestHub hub, string taskId, object? body = null) => hub.Owner.Caller.PostAsync($"tasks/{taskId}/answer", body ?? new { });

    public static async Task<TaskResponse> RetryAsync(this TestHub hub) =>
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    public static async Task AssertConnectedAsync(this TestHub hub)
    {
        var row = await hub.RowAsync();
        Assert.Equal((HubState.Connected, null, null, null), (row.State, row.Trouble, row.ActiveTaskId, row.WaitingTaskId));
        Assert.Equal((hub.Site.Workspace, hub.Site.OperatorEmail), (row.Workspace, row.OperatorEmail));
    }

    /// <summary>Nobody works with the account, and nobody keeps others from it.</summary>
    public static async Task AssertNothingHeldAsync(this TestHub hub, LeaseKey key)
    {
        var leases = hub.World.App.Get<LeasesTable>();
        var taken = (await leases.AcquireAsync(key, "somebody else", TimeSpan.FromMinutes(5), HubWorld.Cancel)).Lease;
        Assert.NotNull(taken);
        await leases.ReleaseAsync(taken, HubWorld.Cancel);
    }
}
