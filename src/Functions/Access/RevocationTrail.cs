using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>Tells the activity of revoked keys. What it has to tell is kept in the key's row, so that a process that ends in between loses nothing.</summary>
public sealed class RevocationTrail(ApiKeysTable keys, ActivityTable activity)
{
    /// <summary>Tells what is still to be told of one key.</summary>
    public async Task TellAsync(string keyId, CancellationToken cancel)
    {
        if (await keys.FindAsync(keyId, cancel) is { Untold: { } untold })
            await TellAsync(keyId, untold, cancel);
    }

    /// <summary>Tells what is still to be told of any key. A call that is under way may tell the same a second time.</summary>
    public async Task TellAllAsync(CancellationToken cancel)
    {
        foreach (var key in await keys.ListAsync(cancel))
        {
            if (key.Untold is { } untold)
                await TellAsync(key.Id, untold, cancel);
        }
    }

    private async Task TellAsync(string keyId, ActivityEntry untold, CancellationToken cancel)
    {
        await activity.AppendAsync(null, untold, cancel);
        await keys.ToldAsync(keyId, cancel);
    }
}
