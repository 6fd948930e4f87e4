using System.Net;
using System.Net.Sockets;

namespace Seatkeeper.Domain.Notifying;

/// <summary>What kind of place a network address is.</summary>
public enum NetworkPlace
{
    /// <summary>On the internet.</summary>
    Public,
    /// <summary>This machine, this link, a network of a company or carrier, many at once, or nobody's.</summary>
    Private,
    /// <summary>Where a machine finds its own cloud's credentials. Nothing permits it.</summary>
    Metadata,
}

/// <summary>Tells which addresses are on the internet. What is not known to be is not.</summary>
public static class NetworkAddresses
{
    // IPv4 link-local as a whole: clouds have moved their services about in it, and no receiver is there.
    private static readonly IPNetwork[] metadata = Parse(
        "169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32", "fd00:ec2::/32", "fd20:ce::/32");

    // The special-purpose registries of IANA, as far as they are not reachable from everywhere.
    private static readonly IPNetwork[] notPublic = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static readonly IPNetwork globalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork mapped = IPNetwork.Parse("::ffff:0:0/96");
    private static readonly IPNetwork compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork sixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>What kind of place an address is. An IPv6 address that leads to an IPv4 one is never better than that.</summary>
    /// <param name="address">The address; its scope makes no difference.</param>
    public static NetworkPlace PlaceOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes);
        if (IsIn(metadata, plain))
            return NetworkPlace.Metadata;
        if (plain.AddressFamily == AddressFamily.InterNetwork)
            return IsIn(notPublic, plain) ? NetworkPlace.Private : NetworkPlace.Public;

        var inner = Inner(plain, bytes) is { } within ? PlaceOf(within) : NetworkPlace.Public;
        if (inner == NetworkPlace.Metadata || mapped.Contains(plain) || translated.Contains(plain))
            return inner;
        return globalUnicast.Contains(plain) && !IsIn(notPublic, plain) ? NetworkPlace.Public : NetworkPlace.Private;
    }

    // ::1 and :: are read as 0.0.0.1 and 0.0.0.0, which are as private.
    private static IPAddress? Inner(IPAddress address, byte[] bytes)
    {
        if (mapped.Contains(address) || compatible.Contains(address) || translated.Contains(address))
            return new IPAddress(bytes.AsSpan(12, 4));
        return sixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork[] Parse(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);
}
