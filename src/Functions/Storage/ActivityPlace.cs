using System.Globalization;
using Azure.Data.Tables;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Storage;

/// <summary>How far a reader of the activity came: a row, and how many of its entries, newest first, are behind them.</summary>
internal sealed record ActivityPlace(string Chain, string RowKey, int Read)
{
    // In no key of the activity, and no control character, which no call's continuation may have.
    private const char Separator = '|';

    /// <summary>The place that a continuation names, or null for the beginning.</summary>
    public static ActivityPlace? Parse(string? continuation)
    {
        if (continuation is null) return null;
        return continuation.Split(Separator) is [var chain, var row, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            ? new(chain, row, read)
            : throw PageRequest.BadContinuation();
    }

    /// <summary>What a query is to be cut down to.</summary>
    public string QueryFrom() => " and " + TableClient.CreateQueryFilter($"(PartitionKey gt {Chain} or (PartitionKey eq {Chain} and RowKey ge {RowKey}))");

    /// <summary>How many entries of a row were read already.</summary>
    public int SkippedOf(ActivityRow row) => row.PartitionKey == Chain && row.RowKey == RowKey ? Read : 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Chain}{Separator}{RowKey}{Separator}{Read}");
}
