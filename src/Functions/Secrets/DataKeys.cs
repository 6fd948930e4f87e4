using System.Collections.Concurrent;
using System.Security.Cryptography;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Secrets;

/// <summary>
/// Random 256-bit keys that the program makes for itself once, and keeps in the secret store. A row says which secret holds which key:
/// where two instances make one at once, inserting the row decides, and both use that one.
/// </summary>
public sealed class DataKeys(ISecretStore secrets, DataKeysTable names)
{
    // Whoever asks for a key that is being asked for waits for that answer, a failure too: one after the other, each would wait for a store that does not answer.
    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> asked = new(StringComparer.Ordinal);

    /// <summary>The key of that name.</summary>
    /// <exception cref="AppFailureException">The secret store does not answer, or lacks a key that a row names: nothing takes its place, for what was encrypted with it would be lost.</exception>
    public Task<byte[]> GetAsync(string name, CancellationToken cancel) =>
        asked.GetOrAdd(name, key => new Lazy<Task<byte[]>>(() => AskAsync(key))).Value.WaitAsync(cancel);

    // On nobody's behalf: one who gives up takes it from none of the others.
    private async Task<byte[]> AskAsync(string name)
    {
        try
        {
            var secret = await names.FindAsync(name, CancellationToken.None) ?? await MakeAsync(name, CancellationToken.None);
            // Read back what is stored, whoever stored it.
            var stored = await secrets.GetAsync(secret, CancellationToken.None) ?? throw new AppFailureException(new Failure(
                FailureKind.SecretUnavailable, Detail: $"The secret store lacks {secret}, which holds a key of this app's data. Was it moved to another store without its secrets?"));
            return Convert.FromBase64String(stored);
        }
        catch
        {
            // The next one asks anew.
            asked.TryRemove(name, out _);
            throw;
        }
    }

    private async Task<string> MakeAsync(string name, CancellationToken cancel)
    {
        // Keys that are older than the rows have the plain name.
        var old = $"data-{name}";
        if (await secrets.GetAsync(old, cancel) is not null) return await names.ClaimAsync(name, old, cancel);
        var mine = $"{old}-{Guid.NewGuid():N}";
        await secrets.SetAsync(mine, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancel);
        var stands = await names.ClaimAsync(name, mine, cancel);
        if (stands != mine) await secrets.DeleteAsync(mine, cancel);
        return stands;
    }
}
