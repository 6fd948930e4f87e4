namespace Seatkeeper.Functions.Secrets;

/// <summary>
/// Holds secrets by name. Names are 1 to 127 small ASCII letters, digits and hyphens, and carry nothing personal, for they are in rows,
/// logs and histories; values are 1 to 25,000 bytes. Whoever breaks that gets an exception before anything is sent.
/// Every failure is an <see cref="Domain.Failures.AppFailureException"/>: <c>SecretUnavailable</c> where the store does not answer or what
/// it holds cannot be read, <c>SecretsThrottled</c> where it asks to wait, <c>SecretsForbidden</c> where it does not let the app,
/// <c>SecretTooLarge</c>. A write that failed may have been done or not; to repeat it does no harm.
/// </summary>
public interface ISecretStore
{
    /// <summary>The secret as the store has it now, whoever stored it; null where there is none of that name. This is what a write is read back with.</summary>
    Task<string?> GetAsync(string name, CancellationToken cancel);

    /// <summary>
    /// The secret of a name that never gets another value. It may come from memory for a while, longer where the store does not answer; that
    /// there is none is never remembered. Whoever asks knows by a row that the name is still in force.
    /// </summary>
    Task<string?> RecallAsync(string name, CancellationToken cancel) => GetAsync(name, cancel);

    /// <summary>Stores a secret; one of that name is replaced, and one that was deleted comes back with this value.</summary>
    Task SetAsync(string name, string value, CancellationToken cancel);

    /// <summary>Deletes a secret; it is fine if there is none of that name.</summary>
    Task DeleteAsync(string name, CancellationToken cancel);
}
