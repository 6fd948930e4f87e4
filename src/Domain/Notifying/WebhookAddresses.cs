using System.Net;

namespace Seatkeeper.Domain.Notifying;

/// <summary>Which addresses a webhook may have, and where it may lead once its host is known.</summary>
/// <param name="privateHosts">Host names and addresses that the operator lets lie in a private network, and be called without TLS.</param>
public sealed class WebhookAddresses(IEnumerable<string> privateHosts)
{
    private const int Longest = 1_000;

    private static readonly string[] localNames = ["localhost", "local", "internal", "intranet", "lan", "home.arpa"];

    private readonly HashSet<string> hosts = new(privateHosts.Select(Plain), StringComparer.OrdinalIgnoreCase);

    /// <summary>The rule that a private host breaks.</summary>
    public const string PrivateRule = "must not lead to this machine or into a private network; the operator can allow a host (Notifications__PrivateHosts).";

    /// <summary>The rule that an address breaks, going on from the field's name; null where it breaks none.</summary>
    /// <param name="text">The address.</param>
    public string? BrokenRule(string? text)
    {
        if (text is not { Length: > 0 and <= Longest } || text.Any(letter => letter is <= ' ' or > '~' or '\\') || !Uri.TryCreate(text, UriKind.Absolute, out var address))
            return $"must be a whole address of at most {Longest} ASCII characters, such as https://hooks.example.com/seats.";
        if (address.UserInfo.Length > 0 || text.Contains('#', StringComparison.Ordinal))
            return "must hold no user name, no password and no fragment.";
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && IsNamed(address.IdnHost)))
            return "must begin with https://.";
        if (IPAddress.TryParse(Plain(address.IdnHost), out var literal))
            return MayLead(address.IdnHost, literal) ? null : PrivateRule;
        return IsLocalName(address.IdnHost) && !IsNamed(address.IdnHost) ? PrivateRule : null;
    }

    /// <summary>Whether a call of a host may go to an address that its name was found to have.</summary>
    /// <param name="host">The host as the address names it.</param>
    /// <param name="address">Where it leads now.</param>
    public bool MayLead(string host, IPAddress address) => NetworkAddresses.PlaceOf(address) switch
    {
        NetworkPlace.Public => true,
        NetworkPlace.Private => IsNamed(host),
        _ => false,
    };

    private bool IsNamed(string host) => hosts.Contains(Plain(host));

    // A name of one part is looked up within the machine's own domain.
    private static bool IsLocalName(string host)
    {
        var name = Plain(host);
        return !name.Contains('.', StringComparison.Ordinal)
            || Array.Exists(localNames, local => name.EndsWith($".{local}", StringComparison.OrdinalIgnoreCase));
    }

    private static string Plain(string host) => host.Trim().Trim('[', ']').TrimEnd('.');
}
