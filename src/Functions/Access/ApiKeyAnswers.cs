using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>How the API sees stored keys.</summary>
internal static class ApiKeyAnswers
{
    /// <summary>Whether the caller may list and revoke a key.</summary>
    public static bool IsManagedBy(this ApiKey key, Caller caller)
    {
        if ((key.IsPerson && key.HolderId == caller.Id) || (caller.IsPerson && key.IssuerId == caller.Id)) return true;
        return caller.Role == WorkspaceRole.Owner || (!key.IsPerson && AccessRules.MayIssueServiceKeys(caller.Role));
    }

    public static ApiKeyResponse ToResponse(this ApiKey key) =>
        new(key.Id, key.Name, key.HolderId, key.HolderName, key.IsPerson, key.Role, key.CreatedAt, key.ExpiresAt, key.RevokedAt);
}
