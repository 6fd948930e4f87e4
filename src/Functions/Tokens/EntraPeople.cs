using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tokens;

/// <summary>
/// Finds the person of the directory whom an object id means: the one whom a read of Microsoft Entra tied to it, or else the one with that
/// id. The tie comes first, or whoever imports a second row under somebody's object id would take the call, and with it their hubs and
/// accounts, away from them. Addresses and names of a token say nothing, because they change hands.
/// </summary>
public sealed class EntraPeople(WorkspaceUsersTable users, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan freshFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Ties known = new(new Dictionary<string, string>(StringComparer.Ordinal), ReadAt: null);

    /// <summary>The person, or null; whoever left is found as well.</summary>
    public async Task<DirectoryPerson?> FindAsync(string objectId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(objectId);
        var own = await users.FindAsync(objectId, cancel);
        if (own is not null && IsTied(own, objectId))
            return own;
        // Who is tied to whom comes from memory; that it is still so is read each time.
        if ((await TiesAsync(cancel)).GetValueOrDefault(objectId) is { } id && await users.FindAsync(id, cancel) is { } tied && IsTied(tied, objectId))
            return tied;
        return own is { Directory: null } ? own : null;
    }

    /// <inheritdoc />
    public void Dispose() => reading.Dispose();

    private static bool IsTied(DirectoryPerson person, string objectId) => person.Directory?.ObjectId == objectId;

    private async Task<IReadOnlyDictionary<string, string>> TiesAsync(CancellationToken cancel)
    {
        if (IsFresh())
            return known.IdOfObject;
        await reading.WaitAsync(cancel);
        try
        {
            if (!IsFresh())
                known = new Ties(await users.ReadLinkedAsync(cancel), clock.GetTimestamp());
            return known.IdOfObject;
        }
        finally
        {
            reading.Release();
        }
    }

    private bool IsFresh() => known.ReadAt is { } at && clock.GetElapsedTime(at) < freshFor;

    private sealed record Ties(IReadOnlyDictionary<string, string> IdOfObject, long? ReadAt);
}
