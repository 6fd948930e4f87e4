using Azure.Data.Tables;

namespace Seatkeeper.Backups;

/// <summary>Inserts rows, as many at once as one transaction takes: of one partition, a hundred, and less than four megabytes.</summary>
internal sealed class RowWriter(TableClient table)
{
    private const int MostRows = 100;
    private const int MostLetters = 2_500_000;

    private readonly List<TableTransactionAction> waiting = [];
    private int letters;

    public async Task WriteAsync(IAsyncEnumerable<string> lines, CancellationToken cancel)
    {
        await foreach (var line in lines.WithCancellation(cancel))
        {
            var row = RowLine.Read(line);
            if (waiting.Count == MostRows || letters + line.Length > MostLetters || (waiting.Count > 0 && waiting[0].Entity.PartitionKey != row.PartitionKey))
                await SendAsync(cancel);
            waiting.Add(new TableTransactionAction(TableTransactionActionType.Add, row));
            letters += line.Length;
        }

        await SendAsync(cancel);
    }

    private async Task SendAsync(CancellationToken cancel)
    {
        if (waiting.Count > 0)
            await table.SubmitTransactionAsync(waiting, cancel);
        waiting.Clear();
        letters = 0;
    }
}
