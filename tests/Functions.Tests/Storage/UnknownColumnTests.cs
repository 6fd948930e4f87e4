using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Storage;

/// <summary>
/// What becomes of a column of a newer release where this one works on the row, after a roll back or while a deployment is under way.
/// docs/operations.md tells people; where a table comes to keep such columns, the page changes with it.
/// </summary>
public sealed class UnknownColumnTests(AzuriteServer azurite)
{
    private const string Column = "OfANewerRelease";

    [Fact]
    public async Task A_row_that_is_written_loses_the_column_and_one_that_is_only_read_keeps_it_as_the_page_says()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var app = ComposedApp.On(azurite);
        var (hubs, marks, tables) = (app.GetRequiredService<HubsTable>(), app.GetRequiredService<DirtyHubsTable>(), app.GetRequiredService<TableServiceClient>());
        foreach (var name in new[] { HubsTable.Name, DirtyHubsTable.Name })
            await tables.CreateTableIfNotExistsAsync(name, cancel);
        foreach (var id in new[] { "read", "written" })
        {
            Assert.True(await hubs.AddAsync(Hub(id), cancel));
            await marks.ChangeAsync(id, mark => Task.FromResult<DirtyHub?>(mark with { Version = 1 }), cancel);
            foreach (var name in new[] { HubsTable.Name, DirtyHubsTable.Name })
                await tables.GetTableClient(name).UpdateEntityAsync(new TableEntity("hub", id) { [Column] = "held" }, ETag.All, TableUpdateMode.Merge, cancel);
        }

        // It is in nobody's way.
        Assert.NotNull(await hubs.GetAsync("read", cancel));
        Assert.NotNull(await marks.FindAsync("read", cancel));
        await hubs.ChangeAsync("written", hub => hub with { Label = "Another" }, cancel);
        await marks.ChangeAsync("written", mark => Task.FromResult<DirtyHub?>(mark with { Version = 2 }), cancel);

        Assert.Equal(["read"], await WithColumnAsync(tables.GetTableClient(HubsTable.Name)));
        Assert.Equal(["read"], await WithColumnAsync(tables.GetTableClient(DirtyHubsTable.Name)));
        var page = await File.ReadAllTextAsync(Repository.InRoot("docs/operations.md"), cancel);
        Assert.Contains("a row that it writes loses the columns that it does not know", page, StringComparison.Ordinal);
    }

    private static Hub Hub(string id) => new()
    {
        Id = id,
        App = "ahrefs",
        Label = "Marketing",
        Identifier = id,
        LoginMethod = "usernamePassword",
        AutomationAccountId = "account",
        CreatedById = "olive",
        CreatedByName = "Olive",
        CreatedAt = DateTimeOffset.UtcNow,
    };

    private static async Task<IReadOnlyList<string>> WithColumnAsync(TableClient table) =>
        await table.QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken).Where(row => row.ContainsKey(Column)).Select(row => row.RowKey).ToListAsync(TestContext.Current.CancellationToken);
}
