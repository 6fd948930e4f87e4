using System.Security.Cryptography;
using System.Text;
using Seatkeeper.KeyVaultSimulator.Hosting;

namespace Seatkeeper.KeyVaultSimulator.Secrets;

/// <summary>Who may call, and what they may do.</summary>
public sealed class VaultAccess
{
    private readonly Lock gate = new();
    private readonly HashSet<VaultOperation> forbidden = [];

    /// <summary>The one token that is taken.</summary>
    public string Token { get; private set; } = RandomNumberGenerator.GetHexString(40, lowercase: true);

    /// <summary>The resource that the challenge names; another one is what a server that steals tokens would name.</summary>
    public string Resource { get; set; } = RunningVault.Resource;

    /// <summary>Takes permissions away; the others are given.</summary>
    public void Forbid(params IReadOnlyCollection<VaultOperation> operations)
    {
        lock (gate)
        {
            forbidden.Clear();
            forbidden.UnionWith(operations);
        }
    }

    /// <summary>Whether the caller may do it.</summary>
    public bool May(VaultOperation operation)
    {
        lock (gate) return !forbidden.Contains(operation);
    }

    /// <summary>Makes another token; the old one counts as expired.</summary>
    public void Renew() => Token = RandomNumberGenerator.GetHexString(40, lowercase: true);

    internal bool Knows(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {Token}"));

    internal VaultAnswer Challenge() => VaultAnswer.Error(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.") with
    {
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["WWW-Authenticate"] = $"Bearer authorization=\"https://login.localhost/72f988bf-0000-0000-0000-2d7cd011db47\", resource=\"{Resource}\"",
        },
    };
}
