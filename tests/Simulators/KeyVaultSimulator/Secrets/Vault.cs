using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Journaling;

namespace Seatkeeper.KeyVaultSimulator.Secrets;

/// <summary>What is in the vault. Names are one whatever their case, as in a real vault.</summary>
public sealed class Vault(TimeProvider clock)
{
    private readonly Dictionary<string, StoredSecret> secrets = new(StringComparer.OrdinalIgnoreCase);

    internal Lock Gate { get; } = new();

    internal TimeProvider Clock => clock;

    internal Dictionary<string, StoredSecret> Secrets => secrets;

    /// <summary>Who may do what.</summary>
    public VaultAccess Access { get; } = new();

    /// <summary>What goes wrong.</summary>
    public FaultBook Faults { get; } = new();

    /// <summary>What was asked and what was answered; never with a value.</summary>
    public Journal Journal { get; } = new();

    /// <summary>How many requests about a name still find it on its way after it was deleted, recovered or purged.</summary>
    public int Lag { get; set; } = 2;

    /// <summary>The names of all secrets that are there.</summary>
    public IReadOnlyList<string> Names()
    {
        lock (Gate) return [.. secrets.Values.Where(secret => secret.State == SecretState.Active).Select(secret => secret.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>The names of all secrets that were deleted and could be recovered.</summary>
    public IReadOnlyList<string> DeletedNames()
    {
        lock (Gate) return [.. secrets.Values.Where(secret => secret.State is SecretState.Deleting or SecretState.Deleted).Select(secret => secret.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>All values of a secret, the newest last; for a test that looks whether something was lost.</summary>
    public IReadOnlyList<string> ValuesOf(string name)
    {
        lock (Gate) return secrets.TryGetValue(name, out var secret) ? [.. secret.Versions.Select(version => version.Value)] : [];
    }

    /// <summary>Turns the newest version of a secret off, as an operator may.</summary>
    public void Disable(string name)
    {
        lock (Gate) secrets[name].Versions[^1].Enabled = false;
    }

    /// <summary>Moves a secret one request further on its way. The gate is held.</summary>
    internal StoredSecret? Look(string name)
    {
        if (!secrets.TryGetValue(name, out var secret)) return null;
        if (secret.State is SecretState.Active or SecretState.Deleted || secret.RequestsLeft-- > 0) return secret;
        switch (secret.State)
        {
            case SecretState.Deleting:
                secret.State = SecretState.Deleted;
                return secret;
            case SecretState.Recovering:
                secret.State = SecretState.Active;
                return secret;
            default:
                secrets.Remove(name);
                return null;
        }
    }

    internal void Move(StoredSecret secret, SecretState state)
    {
        secret.State = state;
        secret.RequestsLeft = Lag;
        if (state == SecretState.Deleting) secret.DeletedAt = clock.GetUtcNow();
    }
}
