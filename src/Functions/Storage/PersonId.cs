using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Functions.Storage;

/// <summary>Ids of people.</summary>
public static class PersonId
{
    /// <summary>The rule for ids that come from elsewhere; what it leaves out means something in addresses or keys of storage.</summary>
    public const string Rule = "must be 1 to 100 ASCII letters, digits, dots, hyphens, underscores, pluses or @.";

    /// <summary>Who does what nobody asked for. No person ever has this id: what is done under it would be theirs to see and to stop.</summary>
    public const string OfSeatkeeper = "seatkeeper";

    /// <summary>The id of somebody who comes without one: the same address gives the same id.</summary>
    public static string OfAddress(string email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("person\n" + EmailAddress.KeyOf(email))).AsSpan(0, 16));

    /// <summary>Whether an id keeps the <see cref="Rule"/>.</summary>
    public static bool IsValid(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is >= 1 and <= 100 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or '@');
    }

    /// <summary>Whether an id is Seatkeeper's own, in any case: one that only looks like it would deceive whoever reads the activity.</summary>
    public static bool IsReserved(string id) => string.Equals(id, OfSeatkeeper, StringComparison.OrdinalIgnoreCase);
}
