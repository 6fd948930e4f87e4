namespace Seatkeeper.AhrefsSimulator.Model;

/// <summary>What the site calls an access level, least first.</summary>
public enum AccessLevel
{
    Guest,
    Member,
    Admin,
    Owner,
}
