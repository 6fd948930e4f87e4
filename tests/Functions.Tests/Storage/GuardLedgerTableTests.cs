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
        var (ledger, _, clock) = await CreateAsync();

        // More than ever went into one column as text.
        for (var taken = 0; taken < 300; taken++)
            Assert.False((await TakeAsync(ledger, 1)).Tripped);

        Assert.Equal(300, (await ledger.ReadAsync(Hub, Cancel)).Entries.Count);
        Assert.Equal(GuardRule.Total, (await TakeAsync(ledger, 201)).Rule);
        Assert.False((await TakeAsync(ledger, 200)).Tripped);
        clock.Advance(LossGuard.Window + TimeSpan.FromMinutes(1));
        Assert.False((await TakeAsync(ledger, 500)).Tripped);
    }

    [Fact]
    public async Task What_an_earlier_version_counted_counts_still()
    {
        var (ledger, table, clock) = await CreateAsync();
        var before = $$"""[{"planId":"old","at":"{{clock.GetUtcNow():O}}","losses":400,"membersBefore":{{Members}}}]""";
        await table.AddEntityAsync(new TableEntity(Hub, "ledger") { ["Entries"] = before }, Cancel);

        Assert.True((await TakeAsync(ledger, 101)).Tripped);
        Assert.False((await TakeAsync(ledger, 100)).Tripped);

        Assert.Equal([400, 100], (await ledger.ReadAsync(Hub, Cancel)).Entries.Select(entry => entry.Losses));
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
