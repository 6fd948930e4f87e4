namespace Seatkeeper.Connectors.Pictures;

/// <summary>Knows a run's secrets and takes them out of every text that leaves the connector.</summary>
internal sealed class SecretMask
{
    private const string Masked = "•••";
    private readonly HashSet<string> secrets = new(StringComparer.Ordinal);

    public void Add(string? secret)
    {
        // Shorter texts would mask ordinary words; a code of six digits is a secret.
        if (secret is not { Length: >= 4 })
            return;
        lock (secrets)
        {
            secrets.Add(secret);
            secrets.Add(Uri.EscapeDataString(secret));
        }
    }

    /// <summary>False where the run has read no secret, so that none can be shown.</summary>
    public bool HasAny
    {
        get
        {
            lock (secrets)
                return secrets.Count > 0;
        }
    }

    public bool Finds(string text)
    {
        lock (secrets)
            return secrets.Any(s => text.Contains(s, StringComparison.Ordinal));
    }

    public string Apply(string text)
    {
        lock (secrets)
        {
            foreach (var secret in secrets.OrderByDescending(s => s.Length))
                text = text.Replace(secret, Masked, StringComparison.Ordinal);
        }

        return text;
    }
}
