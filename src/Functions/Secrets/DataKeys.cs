using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Seatkeeper.Functions.Secrets;

/// <summary>Random 256-bit keys that the program makes for itself once, and keeps in the secret store.</summary>
public sealed class DataKeys(ISecretStore secrets) : IDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim making = new(1, 1);

    /// <summary>The key of that name.</summary>
    public async Task<byte[]> GetAsync(string name, CancellationToken cancel)
    {
        if (known.TryGetValue(name, out var key)) return key;
        await making.WaitAsync(cancel);
        try
        {
            var secret = $"data-{name}";
            if (await secrets.GetAsync(secret, cancel) is null)
                await secrets.SetAsync(secret, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancel);
            // Read back what is stored: where two instances make it at once, both use the one that stayed.
            var stored = await secrets.GetAsync(secret, cancel) ?? throw new InvalidOperationException("A data key that was just stored is gone.");
            return known.GetOrAdd(name, Convert.FromBase64String(stored));
        }
        finally
        {
            making.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => making.Dispose();
}
