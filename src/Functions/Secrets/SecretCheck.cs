using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Secrets;

/// <summary>
/// Whether the secret store can be used. Anybody may ask, as often as they like, and a vault that is asked too often holds off the work
/// as well: so one look answers everybody for some seconds.
/// </summary>
public sealed class SecretCheck(ISecretStore secrets, TimeProvider clock)
{
    private const string Name = "health-check";

    private static readonly TimeSpan holdsFor = TimeSpan.FromSeconds(5);

    private readonly OneLook look = new(() => LookAsync(secrets), holdsFor, holdsFor, clock);

    /// <summary>What is wrong, or null.</summary>
    public Task<string?> FindFaultAsync(CancellationToken cancel) => look.FindFaultAsync(cancel);

    private static async Task<string?> LookAsync(ISecretStore secrets)
    {
        try
        {
            // A vault keeps every version that it was given: so it is stored once, and then only read.
            if (await secrets.GetAsync(Name, CancellationToken.None) is not null) return null;
            await secrets.SetAsync(Name, "stored", CancellationToken.None);
            return await secrets.GetAsync(Name, CancellationToken.None) is null ? "A secret that was stored is gone." : null;
        }
        catch (AppFailureException)
        {
            return "The secret store cannot be used.";
        }
    }
}
