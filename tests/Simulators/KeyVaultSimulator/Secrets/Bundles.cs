using System.Text.Json.Nodes;

namespace Seatkeeper.KeyVaultSimulator.Secrets;

/// <summary>How secrets are shown.</summary>
internal static class Bundles
{
    private const int RecoverableDays = 90;

    /// <summary>A version with its value.</summary>
    public static JsonObject Whole(StoredSecret secret, SecretVersion version, Uri vault)
    {
        var bundle = Item(secret, version, vault, withVersion: true);
        bundle["value"] = version.Value;
        return bundle;
    }

    /// <summary>A version, or the secret itself, without the value.</summary>
    public static JsonObject Item(StoredSecret secret, SecretVersion version, Uri vault, bool withVersion)
    {
        var created = version.CreatedAt.ToUnixTimeSeconds();
        var bundle = new JsonObject
        {
            ["id"] = $"{vault}secrets/{secret.Name}{(withVersion ? $"/{version.Id}" : "")}",
            ["attributes"] = new JsonObject
            {
                ["enabled"] = version.Enabled,
                ["created"] = created,
                ["updated"] = created,
                ["recoveryLevel"] = "Recoverable+Purgeable",
                ["recoverableDays"] = RecoverableDays,
            },
        };
        if (version.ContentType is { } type) bundle["contentType"] = type;
        return bundle;
    }

    /// <summary>A deleted secret.</summary>
    public static JsonObject Deleted(StoredSecret secret, Uri vault, bool withVersion)
    {
        var bundle = Item(secret, secret.Versions[^1], vault, withVersion);
        bundle["recoveryId"] = $"{vault}deletedsecrets/{secret.Name}";
        bundle["deletedDate"] = secret.DeletedAt.ToUnixTimeSeconds();
        bundle["scheduledPurgeDate"] = secret.DeletedAt.AddDays(RecoverableDays).ToUnixTimeSeconds();
        return bundle;
    }
}
