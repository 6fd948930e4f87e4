using System.Net;
using Azure;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Secrets;

/// <summary>
/// Secrets in an Azure Key Vault. What is deleted there stays recoverable for days and keeps its name; a name that is used again is
/// recovered first, which destroys nothing, and purged only where the vault does not let the app recover.
/// </summary>
internal sealed class KeyVaultSecretStore(SecretClient vault, IOptions<SecretsOptions> options, TimeProvider clock) : ISecretStore
{
    private const string BeingDeleted = "ObjectIsBeingDeleted";

    public Task<string?> GetAsync(string name, CancellationToken cancel) =>
        AskAsync(name, async () => (await vault.GetSecretAsync(name, cancellationToken: cancel)).Value.Value, whenGone: null, cancel);

    public async Task SetAsync(string name, string value, CancellationToken cancel)
    {
        SecretRules.CheckName(name);
        SecretRules.CheckValue(name, value);
        var began = clock.GetTimestamp();
        while (!await AskAsync(name, () => TrySetAsync(name, value, cancel), whenGone: false, cancel))
        {
            if (clock.GetElapsedTime(began) >= options.Value.Patience)
                throw new AppFailureException(new Failure(FailureKind.SecretUnavailable, Detail: $"The key vault is still deleting or recovering the secret {name}."));
            await Task.Delay(options.Value.Pause, clock, cancel);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancel) =>
        AskAsync(name, async () => (await vault.StartDeleteSecretAsync(name, cancel)).Id.Length > 0, whenGone: true, cancel);

    /// <summary>Whether there was a secret of that name, and it was deleted.</summary>
    public Task<bool> WasDeletedAsync(string name, CancellationToken cancel) =>
        AskAsync(name, async () => (await vault.GetDeletedSecretAsync(name, cancel)).HasValue, whenGone: false, cancel);

    /// <summary>False where the name is that of a deleted secret, which is on its way back or out then.</summary>
    private async Task<bool> TrySetAsync(string name, string value, CancellationToken cancel)
    {
        try
        {
            await vault.SetSecretAsync(name, value, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.Conflict)
        {
            if (await WasDeletedAsync(name, cancel)) await ReviveAsync(name, cancel);
            return false;
        }
    }

    private async Task ReviveAsync(string name, CancellationToken cancel)
    {
        try
        {
            await vault.StartRecoverDeletedSecretAsync(name, cancel);
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.Conflict)
        {
            // Somebody else is at it.
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.Forbidden)
        {
            await vault.PurgeDeletedSecretAsync(name, cancel);
        }
    }

    private async Task<T> AskAsync<T>(string name, Func<Task<T>> ask, T whenGone, CancellationToken cancel)
    {
        SecretRules.CheckName(name);
        try
        {
            return await ask();
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound || (e.Status == (int)HttpStatusCode.Conflict && VaultAnswers.InnerCodeOf(e) == BeingDeleted))
        {
            return whenGone;
        }
        catch (Exception e) when (VaultAnswers.TroubleOf(e, name, clock.GetUtcNow(), cancel) is { } failure)
        {
            // Without the cause: it would be logged, and quotes the answer.
            throw new AppFailureException(failure);
        }
    }
}
