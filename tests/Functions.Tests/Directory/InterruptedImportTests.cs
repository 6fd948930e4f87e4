using System.Net;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Directory;

/// <summary>An import that ends between two of its transactions, and is asked for again.</summary>
public sealed class InterruptedImportTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const int Many = 80;

    [Theory]
    [InlineData(412)]
    [InlineData(500)]
    public async Task What_the_first_transaction_stored_is_told_though_the_second_one_failed_and_nothing_is_told_twice(int status)
    {
        var emails = Enumerable.Range(0, Many).Select(number => $"import{status}-{number}@example.com").ToList();
        var lines = string.Join('\n', emails.Select(email => $$"""{"email":"{{email}}","role":"Admin"}"""));
        world.Faults.Break("WorkspaceUsers", 2, status: status);

        var cut = await world.App.Owner.PostTextAsync("directory/users/import", lines, "application/x-ndjson");
        var again = await world.App.Owner.PostTextAsync("directory/users/import", lines, "application/x-ndjson");

        Assert.NotEqual(HttpStatusCode.OK, cut.Status);
        again.Expect(HttpStatusCode.OK);
        var told = await world.App.Get<ActivityTable>().ReadAsync(new ActivityFilter(HubId: null), HubWorld.Cancel)
            .Where(entry => entry.Entry.Event == "workspaceRoleChanged" && entry.Entry.Target?.StartsWith($"import{status}-", StringComparison.Ordinal) == true)
            .Select(entry => entry.Entry.Target).ToListAsync(HubWorld.Cancel);
        Assert.Equal(emails.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }
}
