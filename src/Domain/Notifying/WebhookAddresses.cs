using System.Globalization;
using System.Net;

namespace Seatkeeper.Domain.Notifying;

/// <summary>Which addresses a webhook may have, and where it may lead once its host is known.</summary>
/// <param name="privateHosts">Host names and addresses that the operator lets lie in a private network, and be called without TLS; with a port behind a colon, on that port alone.</param>
public sealed class WebhookAddresses(IEnumerable<string> privateHosts)
{
    private const int Longest = 1_000;

    private static readonly string[] localNames = ["localhost", "local", "internal", "intranet", "lan", "home.arpa"];

    private readonly HashSet<(string Host, int? Port)> hosts = [.. privateHosts.Select(TryParse).OfType<(string, int?)>()];

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
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && IsNamed(address.IdnHost, address.Port)))
            return "must begin with https://.";
        if (IPAddress.TryParse(Plain(address.IdnHost), out var literal))
            return MayLead(address.IdnHost, address.Port, literal) ? null : PrivateRule;
        return IsLocalName(address.IdnHost) && !IsNamed(address.IdnHost, address.Port) ? PrivateRule : null;
    }

    /// <summary>Whether a call of a host may go to an address that its name was found to have.</summary>
    /// <param name="host">The host as the address names it.</param>
    /// <param name="port">The port.</param>
    /// <param name="address">Where it leads now.</param>
    public bool MayLead(string host, int port, IPAddress address) => NetworkAddresses.PlaceOf(address) switch
    {
        NetworkPlace.Public => true,
        NetworkPlace.Private => IsNamed(host, port),
        _ => false,
    };

    /// <summary>A host as the operator names it, with its port where they name one; null where the text is neither.</summary>
    /// <param name="text">What the operator wrote.</param>
    public static (string Host, int? Port)? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var named = text.Trim();
        if (Uri.CheckHostName(named.Trim('[', ']')) != UriHostNameType.Unknown)
            return (Key(named), null);
        var colon = named.LastIndexOf(':');
        return colon > 0 && Uri.CheckHostName(named[..colon].Trim('[', ']')) != UriHostNameType.Unknown
            && ushort.TryParse(named[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? (Key(named[..colon]), port)
            : null;
    }

    private bool IsNamed(string host, int port) => hosts.Contains((Key(host), null)) || hosts.Contains((Key(host), port));

    // A name of one part is looked up within the machine's own domain.
    private static bool IsLocalName(string host)
    {
        var name = Plain(host);
        return !name.Contains('.', StringComparison.Ordinal)
            || Array.Exists(localNames, local => name.EndsWith($".{local}", StringComparison.OrdinalIgnoreCase));
    }

    private static string Key(string host) => Plain(host).ToLowerInvariant();

    private static string Plain(string host) => host.Trim().Trim('[', ']').TrimEnd('.');
}
