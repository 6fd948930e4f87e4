using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Secrets;

namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>What can be held against the app after a fault: by the journal, the referee, its own list, and what it left behind.</summary>
internal sealed class FaultVerdict(FaultCase fault, SoakApp app, Judge judge)
{
    private const string UnknownRole = "unknownRole";

    // What has to be in the export of a name that would do harm there.
    private static readonly Dictionary<string, string> namesInExports = new(StringComparer.Ordinal) { ["csvName"] = "HYPERLINK", ["bidiName"] = "\\u202e" };

    public async Task<IReadOnlyList<string>> ObjectionsAsync(IReadOnlyList<Outcome> outcomes, IReadOnlyList<MemberResponse> before, CancellationToken cancel) =>
    [
        .. outcomes.Any(outcome => Acceptance.Of(fault, outcome)) && outcomes.All(outcome => outcome.IsGood || Acceptance.Of(fault, outcome))
            ? [] : new[] { $"expected {fault.Wanted}, seen {string.Join(", ", outcomes)}" },
        .. Effects(await judge.EffectsAsync(cancel)),
        .. outcomes.Any(outcome => outcome.Refused) ? [] : await judge.FaultsNeverMetAsync(cancel),
        .. await ListAsync(outcomes, before, cancel),
        .. await ExportAsync(cancel),
        .. await LeaksAsync(cancel),
        .. await judge.ViolationsAsync(cancel),
    ];

    private IReadOnlyList<string> Effects(IReadOnlyList<string> effects)
    {
        var done = effects.GroupBy(effect => effect.Split(' ')[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return done.Count == fault.Effects.Count && done.All(effect => fault.Effects.GetValueOrDefault(effect.Key) == effect.Value)
            ? []
            : [$"the site did: {(done.Count == 0 ? "nothing" : string.Join(", ", done.Select(effect => $"{effect.Key} {effect.Value}")))}"];
    }

    // After a good end the app's list is the site's. After any other it has lost nobody who is there.
    private async Task<IReadOnlyList<string>> ListAsync(IReadOnlyList<Outcome> outcomes, IReadOnlyList<MemberResponse> before, CancellationToken cancel)
    {
        if (app.HubId.Length == 0)
            return [];
        var after = await app.MembersAsync(cancel);
        if (fault.Id == UnknownRole)
            return after.Count(member => member is { AppRole: null, RawRole: "Billing manager" }) == 1 ? [] : ["the role that is in no table is not told as it is"];
        return outcomes.All(outcome => outcome.IsGood) ? await judge.DifferencesAsync(after, cancel) : await judge.ForgottenAsync(before, after, cancel);
    }

    private async Task<IReadOnlyList<string>> ExportAsync(CancellationToken cancel)
    {
        if (!namesInExports.TryGetValue(fault.Id, out var name))
            return [];
        var export = await app.ExportAsync(cancel);
        var cells = export.Split('\n').SelectMany(line => line.Split(',')).Select(cell => cell.Trim('"', '\r'));
        return export.Contains(name, StringComparison.Ordinal) && cells.All(cell => !cell.StartsWith('=') && !cell.Contains('\u202E', StringComparison.Ordinal))
            ? [] : ["the export lacks the name, or holds it as a formula or with a character that nobody sees"];
    }

    private async Task<IReadOnlyList<string>> LeaksAsync(CancellationToken cancel)
    {
        var secrets = new SecretText();
        secrets.Add(new Needle("the account's password", SimulatedAccount.Password), new Needle("the account's TOTP secret", SimulatedAccount.TotpSecret));
        return await app.LeaksAsync(secrets, cancel);
    }
}
