using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// When credentials were handed out, so that the limit holds whichever instance is asked. Partition: account; row key: person,
/// base64url; the row's ETag decides between two who ask at once.
/// </summary>
public sealed class LoginsTable(TableServiceClient service, TimeProvider clock)
{
    /// <summary>The table.</summary>
    public const string Name = "Logins";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Counts one hand-out, where the limit allows it.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="personId">Who asks.</param>
    /// <param name="most">The most in the window.</param>
    /// <param name="window">The window.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Null where it was counted; else how long until the next one is allowed.</returns>
    public async Task<TimeSpan?> TryCountAsync(string accountId, string personId, int most, TimeSpan window, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var now = clock.GetUtcNow();
            var row = await table.FindAsync<LoginRow>(accountId, RowText.Key(personId), cancel);
            var recent = Times(row?.Times).Where(at => at > now - window).ToList();
            if (recent.Count >= most) return recent[^most] + window - now;
            if (await TryWriteAsync(new LoginRow { PartitionKey = accountId, RowKey = RowText.Key(personId), Times = Text([.. recent, now]) }, row?.ETag, cancel)) return null;
            await TablePages.PauseAfterClashAsync(attempt, clock, cancel);
        }
    }

    /// <summary>Forgets the hand-outs of an account.</summary>
    public async Task DeleteAsync(string accountId, CancellationToken cancel)
    {
        foreach (var row in await table.ReadAllAsync<LoginRow>(TableClient.CreateQueryFilter($"PartitionKey eq {accountId}"), cancel))
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancel);
    }

    private async Task<bool> TryWriteAsync(LoginRow row, ETag? known, CancellationToken cancel)
    {
        try
        {
            await (known is { } tag ? table.UpdateEntityAsync(row, tag, TableUpdateMode.Replace, cancel) : table.AddEntityAsync(row, cancel));
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static IEnumerable<DateTimeOffset> Times(string? text) =>
        (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(at => DateTimeOffset.ParseExact(at, "O", CultureInfo.InvariantCulture));

    private static string Text(IEnumerable<DateTimeOffset> times) => string.Join(' ', times.Select(at => at.ToString("O", CultureInfo.InvariantCulture)));

    private sealed class LoginRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Times { get; set; } = "";
    }
}
