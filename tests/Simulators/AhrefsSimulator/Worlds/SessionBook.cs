using System.Security.Cryptography;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Worlds;

/// <summary>Who is signed in, who is half signed in, and which pages were handed out.</summary>
public sealed class SessionBook
{
    private static readonly TimeSpan NonceLife = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HalfSession> halves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? Session, DateTimeOffset At)> nonces = new(StringComparer.Ordinal);
    private int lastSession;

    public IReadOnlyCollection<Session> All => sessions.Values;

    public IReadOnlyCollection<HalfSession> Halves => halves.Values;

    public static string NewSecret() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    public Session Open(Account account, DateTimeOffset now, string userAgentHash, string? workspaceId)
    {
        if (account.MaxSessions is { } most)
        {
            var open = sessions.Values.Where(s => !s.Revoked && IsOf(s, account.Email)).OrderByDescending(s => s.CreatedAt).ToList();
            foreach (var surplus in open.Skip(Math.Max(0, most - 1))) surplus.Revoked = true;
        }

        var session = new Session(NewSecret(), $"s_{++lastSession:00}", account.Email, now, userAgentHash)
        {
            WorkspaceId = workspaceId,
            AccountEmail = account.OpensAs ?? account.Email,
        };
        sessions.Add(session.Secret, session);
        return session;
    }

    /// <summary>The live session of that cookie, its sliding limit renewed, or null.</summary>
    public Session? Use(string? secret, WorldOptions options, DateTimeOffset now)
    {
        if (secret is null || !sessions.TryGetValue(secret, out var session) || session.Revoked) return null;
        if (now - session.LastSeenAt > TimeSpan.FromMinutes(options.SlidingMinutes)) return null;
        if (now - session.CreatedAt > TimeSpan.FromMinutes(options.AbsoluteMinutes)) return null;
        session.LastSeenAt = now;
        return session;
    }

    public int Revoke(string email, Session? except = null)
    {
        var revoked = sessions.Values.Where(s => !s.Revoked && s != except && IsOf(s, email)).ToList();
        foreach (var session in revoked) session.Revoked = true;
        return revoked.Count;
    }

    public HalfSession BeginHalf(string email, string waits, string returnPath, DateTimeOffset now)
    {
        var half = new HalfSession(NewSecret(), email, now, returnPath) { Waits = waits };
        halves.Add(half.Secret, half);
        return half;
    }

    public HalfSession? FindHalf(string? secret, DateTimeOffset now) =>
        secret is not null && halves.TryGetValue(secret, out var half) && now - half.CreatedAt < HalfLife ? half : null;

    public void EndHalf(HalfSession half) => halves.Remove(half.Secret);

    /// <summary>Issues the word by which a later call shows that it comes from a page. Lives by the wall clock.</summary>
    public string IssueNonce(Session? session, DateTimeOffset wallNow)
    {
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        nonces.Add(nonce, (session?.Id, wallNow));
        return nonce;
    }

    public bool IsFromPage(string? nonce, Session? session, DateTimeOffset wallNow) =>
        nonce is not null && nonces.TryGetValue(nonce, out var issued) && issued.Session == session?.Id && wallNow - issued.At < NonceLife;

    private static bool IsOf(Session session, string email) => session.AccountEmail.Equals(email, StringComparison.OrdinalIgnoreCase);
}
