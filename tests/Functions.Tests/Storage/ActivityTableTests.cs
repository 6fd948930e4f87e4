using Azure;
using Azure.Data.Tables;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Storage;

public sealed class ActivityTableTests(AzuriteServer azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);
    private readonly TableServiceClient service = new(azurite.NewAccount());

    private ActivityTable Activity => new(service, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await service.CreateTableIfNotExistsAsync(ActivityTable.Name, Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Appending_the_same_entries_again_changes_nothing()
    {
        var entries = Entries("plan", 250);
        await Activity.AppendAsync("hub1", entries, Cancel);
        var before = await ReadAsync("hub1");

        await Activity.AppendAsync("hub1", entries, Cancel);
        await Activity.AppendAsync("hub1", [.. entries.Skip(120), .. Entries("more", 3)], Cancel);

        var after = await ReadAsync("hub1");
        Assert.Equal(253, after.Count);
        Assert.Equal(before.Select(e => e.Hash), after.Where(e => e.Sequence <= 250).Select(e => e.Hash));
        Assert.True((await Activity.VerifyAsync("hub1", Cancel)).IsWhole);
    }

    [Fact]
    public async Task Writers_at_the_same_time_make_one_unbroken_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(writer => Activity.AppendAsync(null, Entries($"w{writer}", 3), Cancel)));

        var verdict = await Activity.VerifyAsync(null, Cancel);
        Assert.Equal(new ChainVerdict(36, null), verdict);
    }

    [Theory]
    [InlineData("change")]
    [InlineData("delete")]
    [InlineData("deleteLast")]
    [InlineData("insert")]
    [InlineData("insertFarAway")]
    [InlineData("deleteHead")]
    [InlineData("setHeadBack")]
    public async Task Verifying_finds_what_was_tampered_with(string how)
    {
        await Activity.AppendAsync("hub1", Entries("plan", 10), Cancel);
        var table = service.GetTableClient(ActivityTable.Name);
        var victim = await FindAsync(table, how == "deleteLast" ? 10 : 5);

        if (how == "change") await table.UpdateEntityAsync(new TableEntity(victim) { ["ActorName"] = "Nobody" }, victim.ETag, TableUpdateMode.Replace, Cancel);
        else if (how.StartsWith("insert", StringComparison.Ordinal)) await table.AddEntityAsync(new TableEntity(victim) { RowKey = victim.RowKey + "x", ["Sequence"] = how == "insert" ? 11L : 1L << 62 }, Cancel);
        else if (how == "deleteHead") await table.DeleteEntityAsync(victim.PartitionKey, "head", ETag.All, Cancel);
        else if (how == "setHeadBack") await table.UpdateEntityAsync(new TableEntity(victim.PartitionKey, "head") { ["Sequence"] = 5L, ["Hash"] = victim.GetString("Hash") }, ETag.All, TableUpdateMode.Replace, Cancel);
        else await table.DeleteEntityAsync(victim.PartitionKey, victim.RowKey, victim.ETag, Cancel);

        var verdict = await Activity.VerifyAsync("hub1", Cancel);
        Assert.Equal(how switch { "deleteLast" => 10, "insert" => 11, "insertFarAway" => 1L << 62, "deleteHead" => 1, "setHeadBack" => 6, _ => 5 }, verdict.BrokenAt);
    }

    [Fact]
    public async Task Lists_newest_first_by_time_member_and_person_in_pages()
    {
        ActivityEntry[] entries = [.. Enumerable.Range(0, 20).Select(i => Entry($"e{i:D2}", noon.AddMinutes(i)) with { MemberId = i % 2 == 0 ? "m" : null, UserId = i % 5 == 0 ? "u" : null })];
        await Activity.AppendAsync("hub1", entries, Cancel);
        await Activity.AppendAsync(null, Entry("other", noon) with { UserId = "u" }, Cancel);

        var first = await Activity.ListAsync(new ActivityFilter("hub1", MemberId: "m"), new PageRequest(6, null), Cancel);
        var second = await Activity.ListAsync(new ActivityFilter("hub1", MemberId: "m"), new PageRequest(6, first.Continuation), Cancel);
        Assert.Equal(["e18", "e16", "e14", "e12", "e10", "e08", "e06", "e04", "e02", "e00"], first.Items.Concat(second.Items).Select(e => e.Entry.Id));
        Assert.Null(second.Continuation);

        var span = await Activity.ListAsync(new ActivityFilter("hub1", From: noon.AddMinutes(3), To: noon.AddMinutes(6)), new PageRequest(100, null), Cancel);
        Assert.Equal(["e05", "e04", "e03"], span.Items.Select(e => e.Entry.Id));

        var mine = await Activity.ListAsync(new ActivityFilter(null, AllChains: true, UserId: "u"), new PageRequest(100, null), Cancel);
        Assert.Equal(5, mine.Items.Count);
    }

    [Fact]
    public async Task A_batch_is_recorded_once_and_read_like_single_entries()
    {
        ActivityEntry[] batch = [.. Entries("plan", 700).Select((entry, i) => entry with { Target = new string('å', i % 500), MemberId = $"m{i}", UserId = i % 100 == 0 ? "u" : null })];
        await Activity.AppendAsync("hub1", Entry("first", noon.AddMinutes(-1)), Cancel);
        await Task.WhenAll(Activity.AppendBatchAsync("hub1", "plan", batch, Cancel), Activity.AppendBatchAsync("hub1", "plan", batch, Cancel));
        await Activity.AppendAsync("hub1", Entry("last", noon.AddMinutes(1)), Cancel);
        await Activity.AppendBatchAsync("hub1", "plan", batch, Cancel);

        Assert.Equal(new ChainVerdict(702, null), await Activity.VerifyAsync("hub1", Cancel));
        var all = await PagesAsync(new ActivityFilter("hub1"), limit: 90);
        Assert.Equal(Enumerable.Range(1, 702).Reverse(), all.Select(entry => (int)entry.Sequence));
        Assert.Equal(batch.Reverse(), all.Skip(1).Take(700).Select(entry => entry.Entry));
        Assert.Equal(702, all.Select(entry => entry.Hash).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("plan-000043", Assert.Single(await PagesAsync(new ActivityFilter("hub1", MemberId: "m42"), limit: 1)).Entry.Id);
        Assert.Equal(7, (await PagesAsync(new ActivityFilter(null, AllChains: true, UserId: "u"), limit: 3)).Count);
        Assert.Empty(await PagesAsync(new ActivityFilter("hub1", From: noon.AddMinutes(2)), limit: 3));
    }

    [Theory]
    [InlineData("swap")]
    [InlineData("delete")]
    [InlineData("hash")]
    public async Task Verifying_finds_a_batch_that_was_tampered_with(string how)
    {
        await Activity.AppendBatchAsync("hub1", "one", Entries("one", 150), Cancel);
        await Activity.AppendBatchAsync("hub1", "two", Entries("two", 150), Cancel);
        var table = service.GetTableClient(ActivityTable.Name);
        var (victim, other) = (await FindAsync(table, 150), await FindAsync(table, 300));

        if (how == "swap") victim["Packed"] = other["Packed"];
        else if (how == "hash") victim["HashBefore"] = other["HashBefore"];
        if (how == "delete") await table.DeleteEntityAsync(victim.PartitionKey, victim.RowKey, victim.ETag, Cancel);
        else await table.UpdateEntityAsync(victim, victim.ETag, TableUpdateMode.Replace, Cancel);

        Assert.Equal(how == "swap" ? 150 : 1, (await Activity.VerifyAsync("hub1", Cancel)).BrokenAt);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_read_is_one_entry_that_says_so_and_in_nobodys_way()
    {
        await Activity.AppendBatchAsync("hub1", "one", Entries("one", 150), Cancel);
        await Activity.AppendAsync("hub1", Entry("last", noon.AddMinutes(1)), Cancel);
        var table = service.GetTableClient(ActivityTable.Name);
        var victim = await FindAsync(table, 150);
        victim["Packed"] = new byte[] { 1, 2, 3 };
        await table.UpdateEntityAsync(victim, victim.ETag, TableUpdateMode.Replace, Cancel);

        Assert.Equal([(151, "memberAdded"), (150, ActivityEntry.Unreadable)], (await PagesAsync(new ActivityFilter("hub1"), limit: 1)).Select(entry => ((int)entry.Sequence, entry.Entry.Event)));
        Assert.Equal(2, await Activity.ReadAsync(new ActivityFilter("hub1"), Cancel).CountAsync(Cancel));
        Assert.Empty(await PagesAsync(new ActivityFilter(null, AllChains: true, UserId: "u"), limit: 3));
        Assert.False((await Activity.VerifyAsync("hub1", Cancel)).IsWhole);
    }

    private async Task<List<RecordedEntry>> PagesAsync(ActivityFilter filter, int limit)
    {
        var found = new List<RecordedEntry>();
        string? continuation = null;
        do
        {
            var page = await Activity.ListAsync(filter, new PageRequest(limit, continuation), Cancel);
            found.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }

    private static ActivityEntry Entry(string id, DateTimeOffset at) => new(id, at, "owner", "Olive", "memberAdded", "Ann", After: "Member");

    private static ActivityEntry[] Entries(string plan, int count) => [.. Enumerable.Range(1, count).Select(i => Entry($"{plan}-{i:D6}", noon))];

    private static async Task<TableEntity> FindAsync(TableClient table, long sequence)
    {
        await foreach (var row in table.QueryAsync<TableEntity>($"PartitionKey eq 'hub:hub1' and RowKey gt 'e-' and RowKey lt 'e.' and Sequence eq {sequence}L", cancellationToken: Cancel)) return row;
        throw new InvalidOperationException("No such entry.");
    }

    private async Task<List<RecordedEntry>> ReadAsync(string hub)
    {
        var found = new List<RecordedEntry>();
        await foreach (var entry in Activity.ReadAsync(new ActivityFilter(hub), Cancel)) found.Add(entry);
        return found;
    }
}
