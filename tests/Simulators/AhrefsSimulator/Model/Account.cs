using System.Security.Cryptography;
using System.Text;

namespace Seatkeeper.AhrefsSimulator.Model;

/// <summary>Somebody who can sign in. Which workspaces are open to them follows from the member lists.</summary>
public sealed class Account(string email, string password)
{
    private byte[] passwordHash = Hash(password);

    public string Email { get; } = email;
    public string? TotpSecret { get; set; }

    /// <summary>The secret that the set-up page shows, until a code confirms it.</summary>
    public string? OfferedTotpSecret { get; set; }

    public IReadOnlyList<string> Methods { get; set; } = [];
    public bool RequireEmailLink { get; set; }
    public bool MustEnrol { get; set; }
    public bool Locked { get; set; }
    public string UiLocale { get; set; } = "en";
    public string? LastWorkspaceId { get; set; }
    public int? MaxSessions { get; set; }

    /// <summary>Whose session a sign-in of this account opens, where that is somebody else's.</summary>
    public string? OpensAs { get; set; }

    public int WrongPasswords { get; set; }
    public int WrongCodes { get; set; }

    public bool Accepts(string attempt) => CryptographicOperations.FixedTimeEquals(passwordHash, Hash(attempt));

    public void ChangePassword(string value) => passwordHash = Hash(value);

    private static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
