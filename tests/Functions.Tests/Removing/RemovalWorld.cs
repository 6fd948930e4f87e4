using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Removing;

/// <summary>What tests of removed hubs ask and look at.</summary>
internal static class RemovalWorld
{
    public static async Task<TaskResponse> StartRemovingAsync(this TestHub hub, string query = "") =>
        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}{query}")).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    public static async Task<AutomatedTask> RemoveHubAsync(this TestHub hub, string query = "") => await hub.EndOfAsync((await hub.StartRemovingAsync(query)).Id);

    public static async Task<string?> UsedByAsync(this HubWorld world, string account) => (await world.App.Get<AccountsTable>().FindAsync(account, HubWorld.Cancel))?.InUseBy;

    /// <summary>A hub in which two people are invited by us beside those who were there.</summary>
    public static async Task<(TestHub Hub, string[] Invited)> InvitedAsync(this HubWorld world, int there = 12, int invited = 2)
    {
        var hub = await world.HubOfAsync(there);
        string[] emails = [.. Enumerable.Range(0, invited).Select(number => $"invited{number}@example.com")];
        await hub.AddAsync(emails);
        return (hub, emails);
    }

    /// <summary>Holds the hub's next read until told to go on.</summary>
    public static (Task Reached, Action GoOn) HoldRead(this TestHub hub)
    {
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Site.BeforeNextRead((_, _) =>
        {
            reached.TrySetResult();
            return goOn.Task;
        });
        return (reached.Task.WaitAsync(InProcessEngine.Patience, HubWorld.Cancel), goOn.SetResult);
    }

    /// <summary>Somebody's own account that is connected under a hub.</summary>
    public static async Task<string> ConnectedAccountAsync(this TestHub hub)
    {
        var id = Guid.NewGuid().ToString("N");
        var app = hub.World.App;
        var version = await app.Get<AccountCredentials>().StoreAsync(id, "correct horse battery staple", null, HubWorld.Cancel);
        var now = DateTimeOffset.UtcNow;
        var account = new Account(id, "ahrefs", "Mine", "me@example.com", AccountPurpose.Personal, hub.Owner.Person.Id, version, HasTotpSecret: false, InUseBy: null, now, now, new SignInRecord()) { HubId = hub.Id };
        await app.Get<AccountsTable>().AddAsync(account, HubWorld.Cancel);
        return id;
    }

    /// <summary>Whom the site shows, apart from its Owner and the automation account.</summary>
    public static IReadOnlyList<string> Present(this TestHub hub) => [.. hub.Site.People.Select(person => person.Email ?? "").Order(StringComparer.Ordinal)];

}
