using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Secrets;

/// <summary>
/// Remembers secrets that never change, so that a vault is not asked for each again and again, and work goes on while it does not answer.
/// Whoever asks for a secret as it is now is never answered from here.
/// </summary>
internal sealed class RememberingSecretStore(ISecretStore store, IOptions<SecretsOptions> options, TimeProvider clock) : ISecretStore
{
    private readonly ConcurrentDictionary<string, Remembered> memory = new(StringComparer.Ordinal);

    public async Task<string?> GetAsync(string name, CancellationToken cancel)
    {
        var value = await store.GetAsync(name, cancel);
        if (value is null) memory.TryRemove(name, out _);
        return value;
    }

    public async Task<string?> RecallAsync(string name, CancellationToken cancel)
    {
        var known = memory.GetValueOrDefault(name);
        if (known is not null && Age(known) < options.Value.KeepFor) return known.Value;
        try
        {
            var asked = clock.GetTimestamp();
            var value = await GetAsync(name, cancel);
            if (value is not null) Remember(name, new Remembered(value, asked));
            return value;
        }
        catch (AppFailureException e) when (FailureCatalog.MayRepeat(e.Failure) && known is not null && Age(known) < options.Value.OutlastOutage)
        {
            return known.Value;
        }
        catch (AppFailureException)
        {
            // The app may not read it any more, or nobody has seen it for too long.
            memory.TryRemove(name, out _);
            throw;
        }
    }

    public async Task SetAsync(string name, string value, CancellationToken cancel)
    {
        memory.TryRemove(name, out _);
        await store.SetAsync(name, value, cancel);
        memory.TryRemove(name, out _);
    }

    public async Task DeleteAsync(string name, CancellationToken cancel)
    {
        memory.TryRemove(name, out _);
        await store.DeleteAsync(name, cancel);
        memory.TryRemove(name, out _);
    }

    // Not by the wall clock: set back, it would make a secret younger than it is.
    private TimeSpan Age(Remembered known) => clock.GetElapsedTime(known.SeenAt);

    private void Remember(string name, Remembered seen)
    {
        // What is too old to be used is not kept either.
        foreach (var (other, old) in memory)
            if (Age(old) >= options.Value.OutlastOutage)
                memory.TryRemove(other, out _);
        memory[name] = seen;
    }

    private sealed record Remembered(string Value, long SeenAt)
    {
        public override string ToString() => nameof(Remembered);
    }
}
