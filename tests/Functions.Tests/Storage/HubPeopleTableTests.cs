using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Storage;

public sealed class HubPeopleTableTests : IAsyncLifetime
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string storage;
    private readonly TableServiceClient service;
    private readonly HubPeopleTable table;

    public HubPeopleTableTests(AzuriteServer azurite)
    {
        storage = azurite.NewAccount();
        service = new TableServiceClient(storage);
        table = new HubPeopleTable(service, TimeProvider.System);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await service.CreateTableIfNotExistsAsync(HubPeopleTable.Name, Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_role_is_there_from_when_it_is_given_until_it_is_taken()
    {
        await table.PutCollaboratorsAsync("hub1", Say(true, "ann", "bob@example.com", "c+d|e\n\"å\""), Cancel);
        await table.PutCollaboratorsAsync("hub1", new Dictionary<string, bool>(StringComparer.Ordinal) { ["ann"] = false, ["dina"] = true, ["emil"] = false }, Cancel);

        Assert.Equal([null, HubRole.Collaborator, HubRole.Collaborator, HubRole.Collaborator, null], await RolesAsync("hub1", "ann", "bob@example.com", "c+d|e\n\"å\"", "dina", "emil"));
        Assert.Equal([null, null], await RolesAsync("hub2", "bob@example.com", "dina"));
    }

    [Fact]
    public async Task Lists_only_hubs_in_which_the_person_has_a_role()
    {
        var people = OfOneBucket(2);
        await table.PutCollaboratorsAsync("member", Say(true, people), Cancel);
        await table.PutCollaboratorsAsync("others", Say(true, people[1]), Cancel);
        await table.PutCollaboratorsAsync("left", Say(true, people), Cancel);
        await table.PutCollaboratorsAsync("left", Say(false, people[0]), Cancel);
        await table.PutOwnerAsync(Owner("owned", people[0]), Cancel);

        var hubs = await table.ListHubsOfAsync(people[0], Cancel);

        Assert.Equal([("member", HubRole.Collaborator), ("owned", HubRole.Owner)], hubs.Select(hub => (hub.Key, hub.Value)).Order());
        Assert.Empty(await table.ListHubsOfAsync("nobody", Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_owner_stays_owner_whatever_is_said_about_collaborators(bool isCollaborator)
    {
        await table.PutCollaboratorsAsync("hub1", Say(true, "olive", "ann"), Cancel);
        await table.PutOwnerAsync(Owner("hub1", "olive"), Cancel);

        await table.PutCollaboratorsAsync("hub1", Say(isCollaborator, "olive", "ann"), Cancel);

        Assert.Equal([HubRole.Owner, isCollaborator ? HubRole.Collaborator : null], await RolesAsync("hub1", "olive", "ann"));
        Assert.Equal([Owner("hub1", "olive")], await table.ListOwnersAsync("hub1", Cancel));
        Assert.Equal(HubRole.Owner, (await table.ListHubsOfAsync("olive", Cancel))["hub1"]);
    }

    [Fact]
    public async Task What_is_so_already_is_not_written()
    {
        var people = Ids(60);
        await table.PutCollaboratorsAsync("hub1", Say(true, people), Cancel);
        await table.PutOwnerAsync(Owner("hub1", people[0]), Cancel);
        var before = await RowsAsync();

        await table.PutCollaboratorsAsync("hub1", Say(true, people), Cancel);
        await table.PutCollaboratorsAsync("hub1", Say(false, [people[0], .. Ids(60)]), Cancel);
        await table.PutCollaboratorsAsync("hub2", Say(false, people), Cancel);
        await table.PutOwnerAsync(Owner("hub1", people[0]), Cancel);

        Assert.Equal(before.Select(row => (row.PartitionKey, row.RowKey, row.ETag)), (await RowsAsync()).Select(row => (row.PartitionKey, row.RowKey, row.ETag)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_else_writes_into_the_bucket_meanwhile_stays(bool isThere)
    {
        var people = OfOneBucket(6);
        if (isThere) await table.PutCollaboratorsAsync("hub1", Say(true, people[4], people[5]), Cancel);
        var late = Disturbed(async () =>
        {
            await table.PutCollaboratorsAsync("hub1", Say(true, people[1]), Cancel);
            await table.PutCollaboratorsAsync("hub1", Say(false, people[5]), Cancel);
            await table.PutOwnerAsync(Owner("hub1", people[2]), Cancel);
        });
        var lateOwner = Disturbed(() => table.PutCollaboratorsAsync("hub1", Say(true, people[3]), Cancel));

        await late.PutCollaboratorsAsync("hub1", Say(true, people[0], people[2]), Cancel);
        await lateOwner.PutOwnerAsync(Owner("hub1", people[3]), Cancel);

        HubRole? old = isThere ? HubRole.Collaborator : null;
        Assert.Equal([HubRole.Collaborator, HubRole.Collaborator, HubRole.Owner, HubRole.Owner, old, null], await RolesAsync("hub1", people));
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        var people = Ids(160);
        await Task.WhenAll(people.Chunk(20).SelectMany(some => new[]
        {
            table.PutCollaboratorsAsync("hub1", Say(true, some), Cancel),
            table.PutOwnerAsync(Owner("hub1", some[0]), Cancel),
        }));

        var roles = await RolesAsync("hub1", people);
        Assert.Equal(people.Select((_, i) => (HubRole?)(i % 20 == 0 ? HubRole.Owner : HubRole.Collaborator)), roles);
        Assert.Equal(8, (await table.ListOwnersAsync("hub1", Cancel)).Count);
    }

    [Fact]
    public async Task An_owner_whose_making_was_cut_short_is_made_by_doing_it_again()
    {
        var faults = new StorageFaults();
        var broken = With(faults);
        faults.BreakWrite("Since");
        await Assert.ThrowsAsync<RequestFailedException>(() => broken.PutOwnerAsync(Owner("hub1", "olive"), Cancel));
        Assert.Empty(await table.ListOwnersAsync("hub1", Cancel));

        await broken.PutOwnerAsync(Owner("hub1", "olive"), Cancel);

        Assert.Equal([HubRole.Owner], await RolesAsync("hub1", "olive"));
        Assert.Equal([Owner("hub1", "olive")], await table.ListOwnersAsync("hub1", Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_is_listed_as_owner_has_the_role_however_it_is_taken_and_given_at_the_same_moment(bool isTakenLast)
    {
        var owners = new HubOwnersTable(service);
        await table.PutOwnerAsync(Owner("hub1", "olive"), Cancel);
        await table.PutOwnerAsync(Owner("hub1", "ann"), Cancel);

        // Between the look at the list and the write of the role, the list becomes another.
        if (isTakenLast)
            await Disturbed(TakeAsync).SettleAsync("hub1", "olive", otherwise: null, Cancel);
        else
        {
            await TakeAsync();
            await Disturbed(() => table.PutOwnerAsync(Owner("hub1", "olive"), Cancel)).SettleAsync("hub1", "olive", otherwise: null, Cancel);
        }

        Assert.Equal([isTakenLast ? null : HubRole.Owner], await RolesAsync("hub1", "olive"));
        Assert.Equal(isTakenLast ? ["ann"] : ["ann", "olive"], (await table.ListOwnersAsync("hub1", Cancel)).Select(owner => owner.UserId).Order(StringComparer.Ordinal));

        async Task TakeAsync()
        {
            var change = new HubPeopleChange("olive", HubRole.Owner, After: null, noon, "p", "Pat", "hubAccessRemoved", "Olive");
            Assert.True(await owners.TryBeginAsync("hub1", await owners.ReadAsync("hub1", Cancel), change, Cancel));
            await table.SettleAsync("hub1", "olive", otherwise: null, Cancel);
        }
    }

    [Fact]
    public async Task Who_is_made_owner_again_keeps_since_when_they_are_and_that_they_are_leaving()
    {
        var owners = new HubOwnersTable(service);
        await table.PutOwnerAsync(new HubPerson("hub1", "olive", HubRole.Owner, noon), Cancel);
        var turn = await owners.ReadAsync("hub1", Cancel);
        Assert.True(await owners.TryLeaveAsync("hub1", turn, turn.Owners[0], noon.AddDays(1), Cancel));

        await table.PutOwnerAsync(new HubPerson("hub1", "olive", HubRole.Owner, noon.AddDays(2)), Cancel);
        var again = new HubPeopleChange("olive", HubRole.Owner, HubRole.Owner, noon.AddDays(3), "p", "Pat", "hubRoleChanged", "Olive");
        Assert.True(await owners.TryBeginAsync("hub1", await owners.ReadAsync("hub1", Cancel), again, Cancel));

        Assert.Equal([new ListedOwner("olive", noon, noon.AddDays(1))], (await owners.ReadAsync("hub1", Cancel)).Owners);
    }

    [Fact]
    public async Task Of_two_who_have_the_same_turn_one_changes_the_owners()
    {
        var owners = new HubOwnersTable(service);
        foreach (var owner in new[] { "olive", "ann" }) await table.PutOwnerAsync(Owner("hub1", owner), Cancel);
        var turn = await owners.ReadAsync("hub1", Cancel);

        var begun = await Task.WhenAll(new[] { "olive", "ann" }.Select(owner =>
            owners.TryBeginAsync("hub1", turn, new HubPeopleChange(owner, HubRole.Owner, After: null, noon, "p", "Pat", "hubAccessRemoved", owner), Cancel)));

        Assert.Single(begun, isMine => isMine);
        var now = await owners.ReadAsync("hub1", Cancel);
        Assert.Equal((1, 1), (now.Owners.Count, now.Number));
        Assert.NotEqual(now.Begun?.UserId, now.Owners[0].UserId);
        Assert.True(await owners.TryEndAsync("hub1", now, Cancel));
        Assert.Null((await owners.ReadAsync("hub1", Cancel)).Begun);
    }

    [Fact]
    public async Task A_hub_of_20000_people_is_sixteen_rows_with_room_left()
    {
        var people = Ids(20_000);
        await table.PutCollaboratorsAsync("hub1", Say(true, people), Cancel);
        await table.PutCollaboratorsAsync("hub1", Say(false, people[..500]), Cancel);

        var rows = await RowsAsync();
        Assert.Equal(Enumerable.Range(0, 16).Select(i => $"of|{i:x}"), rows.Select(row => row.PartitionKey));
        Assert.All(rows, row => Assert.InRange(row.GetBinary("Collaborators").Length, 1, 40_000));
        Assert.Equal([null, null, .. Enumerable.Repeat((HubRole?)HubRole.Collaborator, 40)], await RolesAsync("hub1", [people[0], people[499], .. people[500..520], .. people[^20..]]));
    }

    [Fact]
    public async Task More_people_than_a_row_holds_are_refused_and_none_of_them_is_left_out()
    {
        var people = OfOneBucket(1_500, () => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", 100));
        await table.PutCollaboratorsAsync("hub1", Say(true, people[..100]), Cancel);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => table.PutCollaboratorsAsync("hub1", Say(true, people), Cancel));

        Assert.Contains("hub1 has more people", refused.Message, StringComparison.Ordinal);
        Assert.Equal([HubRole.Collaborator, null], await RolesAsync("hub1", people[99], people[100]));
    }

    private static HubPerson Owner(string hubId, string userId) => new(hubId, userId, HubRole.Owner, noon);

    private static Dictionary<string, bool> Say(bool isCollaborator, params string[] people) => people.ToDictionary(user => user, _ => isCollaborator, StringComparer.Ordinal);

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => NewId())];

    private static string NewId() => Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture);

    // The rule by which stored rows are found: it must not change.
    private static string[] OfOneBucket(int count, Func<string>? newId = null) =>
        [.. Enumerable.Repeat(newId ?? NewId, int.MaxValue).Select(make => make()).Where(id => SHA256.HashData(Encoding.UTF8.GetBytes(id))[0] % 16 == 7).Take(count)];

    private async Task<HubRole?[]> RolesAsync(string hubId, params string[] people) =>
        await Task.WhenAll(people.Select(user => table.FindRoleAsync(hubId, user, Cancel)));

    private async Task<List<TableEntity>> RowsAsync() =>
        await service.GetTableClient(HubPeopleTable.Name).QueryAsync<TableEntity>("PartitionKey lt 'owners'", cancellationToken: Cancel).ToListAsync(Cancel);

    private HubPeopleTable Disturbed(Func<Task> meanwhile) => With(new Disturbance(meanwhile));

    private HubPeopleTable With(HttpPipelinePolicy policy)
    {
        var options = new TableClientOptions();
        options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        return new HubPeopleTable(new TableServiceClient(storage, options), TimeProvider.System);
    }

    /// <summary>Lets something else happen between the first read of a table and the write that follows from it.</summary>
    private sealed class Disturbance(Func<Task> meanwhile) : HttpPipelinePolicy
    {
        private int left = 1;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (message.Request.Content is not null && Interlocked.Exchange(ref left, 0) == 1) await meanwhile();
            await ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
    }
}
