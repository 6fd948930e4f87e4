using System.Security.Cryptography;

namespace Seatkeeper.GraphSimulator.Tokens;

/// <summary>The access tokens that were given out.</summary>
public sealed class TokenBook
{
    private readonly Dictionary<string, DateTimeOffset> ends = new(StringComparer.Ordinal);

    public string Issue(DateTimeOffset end)
    {
        var token = $"sim.{RandomNumberGenerator.GetHexString(64, lowercase: true)}";
        ends[token] = end;
        return token;
    }

    public bool IsGood(string token, DateTimeOffset now) => ends.TryGetValue(token, out var end) && now < end;

    public void RevokeAll() => ends.Clear();
}
