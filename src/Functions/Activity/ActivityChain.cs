using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Seatkeeper.Functions.Activity;

/// <summary>
/// The hash chain: every entry's hash covers the entry, its number and the hash before it, so that nobody changes, takes
/// out or puts in an entry without changing every hash after it.
/// </summary>
internal static class ActivityChain
{
    /// <summary>What the first entry's hash builds on.</summary>
    public const string Beginning = "";

    /// <summary>The hash of an entry that follows another.</summary>
    public static string Next(string previous, string? hubId, long sequence, ActivityEntry entry)
    {
        // An array of texts is unambiguous: no field can run into the next one.
        string?[] fields =
        [
            previous, hubId, sequence.ToString(CultureInfo.InvariantCulture), entry.Id, entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), entry.ActorId, entry.ActorName,
            entry.Event, entry.Target, entry.MemberId, entry.UserId, entry.Before, entry.After, entry.TaskId,
        ];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(fields)));
    }

    /// <summary>Recomputes a chain.</summary>
    /// <param name="entries">Every entry, in any order.</param>
    /// <param name="lastSequence">The last number, as the chain's head tells it.</param>
    /// <param name="lastHash">The last hash, as the chain's head tells it.</param>
    public static ChainVerdict Verify(IEnumerable<RecordedEntry> entries, long lastSequence, string lastHash)
    {
        var hash = Beginning;
        var sequence = 0L;
        foreach (var recorded in entries.OrderBy(entry => entry.Sequence))
        {
            sequence++;
            hash = Next(hash, recorded.HubId, sequence, recorded.Entry);
            if (recorded.Sequence != sequence || recorded.Hash != hash) return new(sequence, sequence);
        }

        return new(sequence, sequence == lastSequence && hash == lastHash ? null : Math.Min(sequence, lastSequence) + 1);
    }
}
