using Seatkeeper.Functions.Secrets;

namespace Seatkeeper.MoveSecrets;

/// <summary>
/// Copies secrets from the local store into a vault, each read back. What the vault has with another value, or had and deleted, may be the
/// newer truth of an app that runs on it by now: it stays, unless a person says otherwise.
/// </summary>
internal sealed class SecretMove(LocalFileSecretStore from, KeyVaultSecretStore to, bool replace)
{
    /// <summary>What readiness writes into every store by itself.</summary>
    private const string OfTheStore = "health-check";

    /// <summary>Copies what is missing; a second time, nothing.</summary>
    public async Task<MoveReport> RunAsync(CancellationToken cancel)
    {
        var report = new MoveReport();
        foreach (var name in from.Names().Where(name => name != OfTheStore))
        {
            var value = await from.GetAsync(name, cancel);
            if (value is null)
                continue;
            report = await MoveAsync(name, value, cancel) switch
            {
                Moved.Copied => report with { Copied = report.Copied + 1 },
                Moved.WasThere => report with { WereThere = report.WereThere + 1 },
                Moved.Differs => report with { Differ = [.. report.Differ, name] },
                Moved.WasDeleted => report with { WereDeleted = [.. report.WereDeleted, name] },
                _ => report with { NotReadBack = [.. report.NotReadBack, name] },
            };
        }

        return report;
    }

    private async Task<Moved> MoveAsync(string name, string value, CancellationToken cancel)
    {
        var there = await to.GetAsync(name, cancel);
        if (there == value)
            return Moved.WasThere;
        if (there is not null && !replace)
            return Moved.Differs;
        if (there is null && !replace && await to.WasDeletedAsync(name, cancel))
            return Moved.WasDeleted;
        await to.SetAsync(name, value, cancel);
        return await to.GetAsync(name, cancel) == value ? Moved.Copied : Moved.NotReadBack;
    }

    private enum Moved
    {
        Copied,
        WasThere,
        Differs,
        WasDeleted,
        NotReadBack,
    }
}

/// <summary>What came of it; names, and never a value.</summary>
/// <param name="Copied">Secrets that were copied and read back.</param>
/// <param name="WereThere">Secrets that were there before, with the same value.</param>
internal sealed record MoveReport(int Copied = 0, int WereThere = 0)
{
    /// <summary>Of these the vault holds another value.</summary>
    public IReadOnlyList<string> Differ { get; init; } = [];

    /// <summary>These were deleted in the vault.</summary>
    public IReadOnlyList<string> WereDeleted { get; init; } = [];

    /// <summary>These were stored, and the vault does not show them.</summary>
    public IReadOnlyList<string> NotReadBack { get; init; } = [];

    /// <summary>Whether the vault holds what the folder holds, and that is something.</summary>
    public bool IsComplete => Differ.Count + WereDeleted.Count + NotReadBack.Count == 0 && Copied + WereThere > 0;
}
