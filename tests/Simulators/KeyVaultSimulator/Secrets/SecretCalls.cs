using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.KeyVaultSimulator.Hosting;

namespace Seatkeeper.KeyVaultSimulator.Secrets;

/// <summary>What the vault does when it is asked by somebody who may.</summary>
internal static class SecretCalls
{
    private const int LargestValue = 25_600;
    private const int LargestPage = 25;

    public static VaultAnswer Answer(Vault vault, VaultCall call, Uri address)
    {
        lock (vault.Gate)
        {
            return call switch
            {
                { Operation: VaultOperation.List, Rest: "versions" } => Versions(vault, call, address),
                { Operation: VaultOperation.List } => Page(call, address, [.. Listed(vault, call, address)]),
                { Operation: VaultOperation.Get, OfDeleted: true } => GetDeleted(vault, call, address),
                { Operation: VaultOperation.Get } => Get(vault, call, address),
                { Operation: VaultOperation.Set } => Set(vault, call, address),
                { Operation: VaultOperation.Delete } => Delete(vault, call, address),
                { Operation: VaultOperation.Recover } => Recover(vault, call, address),
                _ => Purge(vault, call),
            };
        }
    }

    private static VaultAnswer Get(Vault vault, VaultCall call, Uri address)
    {
        if (vault.Look(call.Name) is not { State: SecretState.Active } secret) return NotFound(call);
        var version = call.Rest.Length == 0 ? secret.Versions[^1] : secret.Versions.Find(one => one.Id == call.Rest);
        if (version is null) return NotFound(call);
        return version.Enabled
            ? new VaultAnswer(200, Bundles.Whole(secret, version, address))
            : VaultAnswer.Error(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
    }

    private static VaultAnswer Set(Vault vault, VaultCall call, Uri address)
    {
        if (call.Body?["value"]?.GetValue<string>() is not { Length: > 0 } value) return VaultAnswer.Error(400, "BadParameter", "Property  has invalid value.");
        if (Encoding.UTF8.GetByteCount(value) > LargestValue) return VaultAnswer.Error(400, "BadParameter", $"The value is larger than {LargestValue} bytes.");
        var secret = vault.Look(call.Name);
        if (secret is { State: not SecretState.Active }) return Conflict(secret);
        if (secret is null) vault.Secrets[call.Name] = secret = new StoredSecret(call.Name);
        var version = new SecretVersion(Guid.NewGuid().ToString("N"), value, vault.Clock.GetUtcNow()) { ContentType = call.Body["contentType"]?.GetValue<string>() };
        secret.Versions.Add(version);
        return new VaultAnswer(200, Bundles.Whole(secret, version, address));
    }

    private static VaultAnswer Delete(Vault vault, VaultCall call, Uri address)
    {
        if (vault.Look(call.Name) is not { } secret || secret.State is SecretState.Deleted) return NotFound(call);
        if (secret.State != SecretState.Active) return Conflict(secret);
        vault.Move(secret, SecretState.Deleting);
        return new VaultAnswer(200, Bundles.Deleted(secret, address, withVersion: true));
    }

    private static VaultAnswer GetDeleted(Vault vault, VaultCall call, Uri address) =>
        vault.Look(call.Name) is { State: SecretState.Deleted } secret ? new VaultAnswer(200, Bundles.Deleted(secret, address, withVersion: true)) : NotFound(call);

    private static VaultAnswer Recover(Vault vault, VaultCall call, Uri address)
    {
        if (vault.Look(call.Name) is not { } secret || secret.State is SecretState.Active) return NotFound(call);
        if (secret.State != SecretState.Deleted) return Conflict(secret);
        vault.Move(secret, SecretState.Recovering);
        return new VaultAnswer(200, Bundles.Item(secret, secret.Versions[^1], address, withVersion: true));
    }

    private static VaultAnswer Purge(Vault vault, VaultCall call)
    {
        if (vault.Look(call.Name) is not { } secret || secret.State is SecretState.Active) return NotFound(call);
        if (secret.State != SecretState.Deleted) return Conflict(secret);
        vault.Move(secret, SecretState.Purging);
        return new VaultAnswer(204);
    }

    private static VaultAnswer Versions(Vault vault, VaultCall call, Uri address) =>
        vault.Look(call.Name) is { State: SecretState.Active } secret
            ? Page(call, address, [.. secret.Versions.Select(version => Bundles.Item(secret, version, address, withVersion: true))])
            : NotFound(call);

    private static IEnumerable<JsonObject> Listed(Vault vault, VaultCall call, Uri address) =>
        from secret in vault.Secrets.Values
        where secret.State == (call.OfDeleted ? SecretState.Deleted : SecretState.Active)
        orderby secret.Name
        select call.OfDeleted ? Bundles.Deleted(secret, address, withVersion: false) : Bundles.Item(secret, secret.Versions[^1], address, withVersion: false);

    private static VaultAnswer Page(VaultCall call, Uri address, IReadOnlyList<JsonObject> all)
    {
        var most = Math.Clamp(int.TryParse(call.Most, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : LargestPage, 1, LargestPage);
        _ = int.TryParse(call.Skip, NumberStyles.None, CultureInfo.InvariantCulture, out var skip);
        var path = $"{(call.OfDeleted ? "deletedsecrets" : "secrets")}{(call.Name.Length > 0 ? $"/{call.Name}/versions" : "")}";
        var next = skip + most < all.Count ? $"{address}{path}?api-version={call.Version}&maxresults={most}&$skiptoken={skip + most}" : null;
        return new VaultAnswer(200, new JsonObject { ["value"] = new JsonArray([.. all.Skip(skip).Take(most)]), ["nextLink"] = next });
    }

    private static VaultAnswer NotFound(VaultCall call) =>
        VaultAnswer.Error(404, "SecretNotFound", $"A secret with (name/id) {call.Name} was not found in this key vault. If you recently deleted this secret you may be able to recover it.");

    private static VaultAnswer Conflict(StoredSecret secret) => secret.State switch
    {
        SecretState.Deleted => VaultAnswer.Error(409, "Conflict", $"Secret {secret.Name} is currently in a deleted but recoverable state, and its name cannot be reused.", "ObjectIsDeletedButRecoverable"),
        SecretState.Recovering => VaultAnswer.Error(409, "Conflict", $"Secret {secret.Name} is currently being recovered.", "ObjectIsBeingRecovered"),
        _ => VaultAnswer.Error(409, "Conflict", $"Secret {secret.Name} is currently being deleted.", "ObjectIsBeingDeleted"),
    };
}
