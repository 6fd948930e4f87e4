using System.Security.Cryptography;
using System.Text;

namespace Seatkeeper.Domain.Members;

/// <summary>
/// Makes the opaque id of a member: a hash of the list that it is in and its address, so that a confirmed member and an
/// old invitation of the same address coexist. The address comes before the site's id, because the site's id is not shown
/// by every page; where both are known, the site's id only follows a member whose address changed.
/// </summary>
public static class MemberId
{
    /// <summary>The id of somebody seen for the first time.</summary>
    /// <param name="list"><see cref="Presence.Confirmed"/> or <see cref="Presence.Pending"/>.</param>
    /// <param name="email">The address as shown, valid or not; null in apps that show none.</param>
    /// <param name="siteId">The app's own id, where it shows one.</param>
    /// <param name="name">The name, which is all that is left where both others are missing.</param>
    public static string For(Presence list, string? email, string? siteId, string? name = null)
    {
        if (email is not null)
            return Hash(list, "address", EmailAddress.KeyOf(email));
        return siteId is not null ? Hash(list, "site", siteId) : Hash(list, "name", name ?? "");
    }

    /// <summary>The id of somebody whose usual id belongs to another member already, for example to one whose address changed.</summary>
    /// <param name="taken">The usual id.</param>
    /// <param name="list">The list.</param>
    /// <param name="siteId">The app's own id, where it shows one.</param>
    /// <param name="occurrence">A number from 1 that tells further ones apart.</param>
    internal static string Next(string taken, Presence list, string? siteId, int occurrence) =>
        Hash(list, "after " + taken, $"{siteId} {occurrence}");

    private static string Hash(Presence list, string kind, string value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{(list == Presence.Pending ? "pending" : "confirmed")}\n{kind}\n{value}")).AsSpan(0, 16));
}
