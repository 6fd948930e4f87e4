namespace Seatkeeper.Functions.Secrets;

/// <summary>Holds secrets by name. Names are 1 to 127 ASCII letters, digits and hyphens, as Key Vault has them.</summary>
public interface ISecretStore
{
    /// <summary>The secret, or null where there is none of that name.</summary>
    /// <exception cref="Domain.Failures.AppFailureException"><c>SecretUnavailable</c>: the store does not answer, or what it holds cannot be read.</exception>
    Task<string?> GetAsync(string name, CancellationToken cancel);

    /// <summary>Stores a secret; one of that name is replaced.</summary>
    Task SetAsync(string name, string value, CancellationToken cancel);

    /// <summary>Deletes a secret; it is fine if there is none of that name.</summary>
    Task DeleteAsync(string name, CancellationToken cancel);
}
