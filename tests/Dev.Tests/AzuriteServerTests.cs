using Azure.Data.Tables;
using Seatkeeper.Dev.Azurite;

namespace Seatkeeper.Dev.Tests;

public sealed class AzuriteServerTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Gives_every_test_an_account_that_no_other_sees()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (mine, theirs) = (new TableServiceClient(azurite.NewAccount()), new TableServiceClient(azurite.NewAccount()));

        await mine.CreateTableAsync("People", cancellation);

        Assert.Equal(["People"], await mine.QueryAsync(cancellationToken: cancellation).Select(table => table.Name).ToListAsync(cancellation));
        Assert.Empty(await theirs.QueryAsync(cancellationToken: cancellation).ToListAsync(cancellation));
    }

    [Fact]
    public async Task Keeps_what_was_stored_where_it_was_told_to_keep_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = Setup.Repository.NewRunFolder("kept");
        await using (var first = await AzuriteServer.StartOnAsync(folder))
            await new TableServiceClient(first.ConnectionString).CreateTableAsync("Kept", cancellation);

        await using (var second = await AzuriteServer.StartOnAsync(folder))
            Assert.Single(await new TableServiceClient(second.ConnectionString).QueryAsync(cancellationToken: cancellation).ToListAsync(cancellation));

        Directory.Delete(folder, recursive: true);
    }
}
