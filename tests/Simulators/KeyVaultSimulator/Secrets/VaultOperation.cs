namespace Seatkeeper.KeyVaultSimulator.Secrets;

/// <summary>What can be asked of the vault; each is a permission of its own.</summary>
public enum VaultOperation
{
    Get,
    Set,
    List,
    Delete,
    Recover,
    Purge,
}
