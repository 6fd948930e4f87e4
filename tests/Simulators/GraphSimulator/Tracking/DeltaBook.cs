using System.Security.Cryptography;

namespace Seatkeeper.GraphSimulator.Tracking;

/// <summary>What a delta link stands for: the state that its holder knows.</summary>
/// <param name="Resource">users or groups.</param>
/// <param name="Since">The last change that the holder was told of.</param>
/// <param name="Scope">What is tracked.</param>
/// <param name="IssuedAt">When the link was given out.</param>
internal sealed record DeltaState(string Resource, long Since, DeltaScope Scope, DateTimeOffset IssuedAt);

/// <summary>What a client tracks.</summary>
/// <param name="Select">The names of <c>$select</c>; null for the usual ones, and members.</param>
/// <param name="Ids">The only objects that are tracked; null for all.</param>
/// <param name="PageSize">Objects on a page, where the client asked for a size.</param>
internal sealed record DeltaScope(IReadOnlyList<string>? Select, IReadOnlySet<string>? Ids, int? PageSize)
{
    public bool TracksMembers => Select is null || Select.Contains("members", StringComparer.Ordinal);

    /// <summary>True where a change of these properties is told.</summary>
    public bool Tracks(IReadOnlyList<string> properties) => Select is null || properties.Any(name => Select.Contains(name, StringComparer.Ordinal));
}

/// <summary>Why a token is of no use any more, and how that is said.</summary>
/// <param name="Status">410, or 400.</param>
/// <param name="Code">syncStateNotFound or resyncRequired.</param>
internal sealed record DeltaEnd(int Status, string Code);

/// <summary>The delta tokens that were given out, and the rounds that they began.</summary>
public sealed class DeltaBook
{
    private const int TokenLength = 40;

    private readonly Dictionary<string, DeltaState> states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeltaRound> rounds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeltaEnd> ended = new(StringComparer.Ordinal);

    /// <summary>The last change that rounds tell of, while later ones are held back; null where none are.</summary>
    public long? HeldAt { get; set; }

    internal string Keep(DeltaState state) => Put(states, state);

    internal string Keep(DeltaRound round) => Put(rounds, round);

    internal DeltaState? FindState(string token) => states.GetValueOrDefault(token);

    internal DeltaRound? FindRound(string token) => rounds.GetValueOrDefault(token);

    internal DeltaEnd? EndOf(string token) => ended.GetValueOrDefault(token);

    /// <summary>Ends every token of a resource, or of both; the next that comes with one has to start anew.</summary>
    internal int Expire(string? resource, DeltaEnd end)
    {
        var count = 0;
        foreach (var token in states.Where(s => resource is null || s.Value.Resource == resource).Select(s => s.Key)
            .Concat(rounds.Where(r => resource is null || r.Value.Resource == resource).Select(r => r.Key)))
        {
            ended[token] = end;
            count++;
        }

        return count;
    }

    /// <summary>Whether a text looks like a token that was given out.</summary>
    internal static bool IsToken(string text) => text.Length == TokenLength && text.All(char.IsAsciiHexDigitLower);

    private static string Put<T>(Dictionary<string, T> book, T value)
    {
        var token = RandomNumberGenerator.GetHexString(TokenLength, lowercase: true);
        book.Add(token, value);
        return token;
    }
}
