using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Storage;

public sealed class GuardLedgerTableTests(AzuriteServer azurite)
{
    private const string Hub = "hub1";
    private const int Members = 5_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seats_that_are_taken_one_by_one_are_all_counted_until_the_guard_trips_over_their_number()
    {
        var (ledger, table, clock) = await CreateAsync();

        // More than ever went into one column as text.
        for (var taken = 0; taken < 300; taken++)
            Assert.False((await TakeAsync(ledger, 1)).Tripped);

        Assert.Equal(300, (await ledger.ReadAsync(Hub, Cancel)).Entries.Count);
        // An earlier version does not take them for nobody: it cannot read them.
        var written = await EntriesAsync(table);
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<List<GuardLedgerEntry>>(written, JsonSerializerOptions.Web));
        Assert.Equal(GuardRule.Total, (await TakeAsync(ledger, 201)).Rule);
        Assert.False((await TakeAsync(ledger, 200)).Tripped);
        clock.Advance(LossGuard.Window + TimeSpan.FromMinutes(1));
        Assert.False((await TakeAsync(ledger, 500)).Tripped);
    }

    [Fact]
    public async Task What_an_earlier_version_counted_counts_still_and_it_counts_what_this_one_wrote()
    {
        var (ledger, table, clock) = await CreateAsync();
        var before = $$"""[{"planId":"old","at":"{{clock.GetUtcNow():O}}","losses":400,"membersBefore":{{Members}}}]""";
        await table.AddEntityAsync(new TableEntity(Hub, "ledger") { ["Entries"] = before }, Cancel);

        Assert.True((await TakeAsync(ledger, 101)).Tripped);
        Assert.False((await TakeAsync(ledger, 100)).Tripped);

        Assert.Equal([400, 100], (await ledger.ReadAsync(Hub, Cancel)).Entries.Select(entry => entry.Losses));
        // Old and new instances work beside each other during an upgrade: the old one counts what the new one wrote.
        Assert.Equal([400, 100], JsonSerializer.Deserialize<List<GuardLedgerEntry>>(await EntriesAsync(table), JsonSerializerOptions.Web)?.Select(entry => entry.Losses));
    }

    private static async Task<string> EntriesAsync(TableClient table) => (await table.GetEntityAsync<TableEntity>(Hub, "ledger", cancellationToken: Cancel)).Value.GetString("Entries");

    [Fact]
    public async Task What_waited_longer_than_the_guard_looks_back_is_judged_anew_unless_a_person_approved_it()
    {
        var (ledger, _, clock) = await CreateAsync();
        LossReservation Plan(string id, int losses, bool approved = false) => new(id, losses, 25, GuardThresholds.Default, approved);
        Assert.False((await ledger.ReserveAsync(Hub, Plan("within", 5), Cancel)).Tripped);
        Assert.False((await ledger.ReserveAsync(Hub, Plan("approved", 10, approved: true), Cancel)).Tripped);
        clock.Advance(LossGuard.Window - TimeSpan.FromMinutes(1));
        Assert.Null(await ledger.CountFromNowAsync(Hub, Plan("within", 5), Cancel));
        clock.Advance(LossGuard.Window + TimeSpan.FromMinutes(1));
        Assert.False((await ledger.ReserveAsync(Hub, Plan("between", 5), Cancel)).Tripped);

        Assert.Equal(GuardRule.NumberAndShare, (await ledger.CountFromNowAsync(Hub, Plan("within", 5), Cancel))?.Rule);
        Assert.Equal(5, LossGuard.Judge("other", 0, 25, await ledger.ReadAsync(Hub, Cancel), GuardThresholds.Default).WindowLosses);
        Assert.Null(await ledger.CountFromNowAsync(Hub, Plan("approved", 10), Cancel));
    }

    private static Task<GuardVerdict> TakeAsync(GuardLedgerTable ledger, int losses) =>
        ledger.ReserveAsync(Hub, new LossReservation(Guid.NewGuid().ToString("N"), losses, Members, GuardThresholds.Default, Approved: false), Cancel);

    private async Task<(GuardLedgerTable Ledger, TableClient Table, FakeTimeProvider Clock)> CreateAsync()
    {
        var service = new TableServiceClient(azurite.NewAccount());
        await service.CreateTableIfNotExistsAsync(GuardLedgerTable.Name, Cancel);
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        return (new GuardLedgerTable(service, clock), service.GetTableClient(GuardLedgerTable.Name), clock);
    }
}
