using System.Collections.Concurrent;
using System.Security.Cryptography;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Secrets;

/// <summary>
/// Random 256-bit keys that the program makes for itself once, and keeps in the secret store. A row says which secret holds which key:
/// where two instances make one at once, inserting the row decides, and both use that one.
/// </summary>
public sealed class DataKeys(ISecretStore secrets, DataKeysTable names) : IDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim making = new(1, 1);

    /// <summary>The key of that name.</summary>
    /// <exception cref="AppFailureException">The secret store does not answer, or lacks a key that a row names: nothing takes its place, for what was encrypted with it would be lost.</exception>
    public async Task<byte[]> GetAsync(string name, CancellationToken cancel)
    {
        if (known.TryGetValue(name, out var key)) return key;
        await making.WaitAsync(cancel);
        try
        {
            var secret = await names.FindAsync(name, cancel) ?? await MakeAsync(name, cancel);
            // Read back what is stored, whoever stored it.
            var stored = await secrets.GetAsync(secret, cancel) ?? throw new AppFailureException(new Failure(
                FailureKind.SecretUnavailable, Detail: $"The secret store lacks {secret}, which holds a key of this app's data. Was it moved to another store without its secrets?"));
            return known.GetOrAdd(name, Convert.FromBase64String(stored));
        }
        finally
        {
            making.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => making.Dispose();

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
