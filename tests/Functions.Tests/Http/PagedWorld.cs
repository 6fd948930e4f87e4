using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Groups;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Http;

/// <summary>A connected hub, and of everything that is listed several.</summary>
public sealed class PagedWorld(AzuriteServer azurite) : IAsyncLifetime
{
    /// <summary>Of how much there is at least.</summary>
    internal const int Several = 3;

    private readonly HubWorld hubs = new(azurite);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private TestHub? hub;

    /// <summary>Who reads everything.</summary>
    internal TestCaller Overseer => hubs.App.Owner;

    /// <summary>Who reads what belongs to their hubs.</summary>
    internal TestCaller HubOwner => Hub.Owner.Caller;

    private TestHub Hub => hub ?? throw new InvalidOperationException("Not started.");

    private static IEnumerable<int> Each => Enumerable.Range(1, Several);

    public async ValueTask InitializeAsync()
    {
        await hubs.InitializeAsync();
        var people = await hubs.PeopleAsync(Several);
        hub = await hubs.HubOfAsync(Several, [.. people.Select(person => ScriptedSite.Person(person.Email))]);
        names["hub"] = Hub.Id;
        names["person"] = people[0].Id;
        names["member"] = await Hub.IdAsync(people[0].Email);
        names["task"] = (await Hub.AddAsync([.. Each.Select(number => $"new{number}@example.com")])).Id;
        await GiveAsync();
        foreach (var number in Each)
            await AddAsync(number);
        await HappenAsync();
        await FailToTellAsync();
    }

    public ValueTask DisposeAsync() => hubs.DisposeAsync();

    /// <summary>A route with what its names stand for.</summary>
    internal string PathOf(string route) => names.Aggregate(route, (path, name) => path.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));

    private async Task GiveAsync()
    {
        foreach (var _ in Each)
        {
            await Hub.GiveAsync(await hubs.TeamAsync());
            var (id, now) = (Guid.NewGuid().ToString(), DateTimeOffset.UtcNow);
            var about = new GroupSummary(id, GroupOrigin.Scim, "c1", null, $"Group {id}", 0, "1", now, new GroupCause("scim", null, now)) { ReadAt = now };
            await hubs.App.Get<GroupsTable>().TryWriteAsync(new IdpGroup(about, []), HubWorld.Cancel);
            await Hub.MapAsync(id);
        }
    }

    private async Task AddAsync(int number)
    {
        await MakeAsync(Overseer, "accounts", new { app = "ahrefs", label = "Bot", username = $"bot{number}@example.com", password = HubWorld.Password, purpose = "automation" });
        await MakeAsync(Overseer, "api-keys", new { name = $"Key {number}" });
        await MakeAsync(Overseer, "scim-connections", new { name = $"Provider {number}" });
        names["target"] = await MakeAsync(HubOwner, "notification-targets", new { url = $"https://127.0.0.1:9/hook{number}", hubId = Hub.Id });

        var id = Guid.NewGuid().ToString("N");
        await hubs.Hubs.AddAsync(await Hub.RowAsync() with { Id = id, Identifier = id[..20], AutomationAccountId = id, ActiveTaskId = null, WaitingTaskId = null }, HubWorld.Cancel);
        await hubs.App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson(id, Hub.Owner.Person.Id, HubRole.Owner, DateTimeOffset.UtcNow), HubWorld.Cancel);
    }

    // Ids of every shape that entries have.
    private async Task HappenAsync()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            var entry = new ActivityEntry($"{Hub.Id}-check_2.1:{number}", DateTimeOffset.UtcNow, "owner", "Olive", "happened", MemberId: names["member"], UserId: names["person"]);
            await hubs.App.Get<ActivityTable>().AppendAsync(number == 5 ? null : Hub.Id, entry, HubWorld.Cancel);
        }
    }

    private async Task FailToTellAsync()
    {
        var (deliveries, now) = (hubs.App.Get<OutboxDeliveries>(), DateTimeOffset.UtcNow);
        foreach (var number in Each)
        {
            var delivery = new Delivery(names["target"], $"{Hub.Id}-check-{number}:Failed", "taskEnded", "{}", now, now, now);
            await deliveries.AddAsync(delivery, HubWorld.Cancel);
            await deliveries.GiveUpAsync(delivery, now, HubWorld.Cancel);
        }
    }

    private static async Task<string> MakeAsync(TestCaller by, string path, object body) =>
        (await by.PostAsync(path, body)).Expect(HttpStatusCode.Created).Json["id"]?.GetValue<string>() ?? "";
}
