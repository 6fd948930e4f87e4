using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>One fault of the specification's section 4, met by the whole app.</summary>
/// <param name="Id">The fault's id.</param>
/// <param name="Number">Its number.</param>
/// <param name="Title">What happens.</param>
/// <param name="Expected">The outcome of a correct automation.</param>
/// <param name="Effects">What it has changed at the end, by effect.</param>
internal sealed record FaultCase(string Id, int Number, string Title, string Expected, IReadOnlyDictionary<string, int> Effects)
{
    // Whoever signs in for the first time meets these; all others strike a hub that worked until then.
    private const int LastOfSignIn = 14;
    private static readonly string[] AfterConnecting = ["clearanceMoved"];
    private static readonly string[] WhileConnecting = ["turnstileClosedShadow"];
    private static readonly string[] WithTotp = ["totpWrong", "totpSkew", "totpWindowEdge", "totpMethodChoice", "loneSecurityKey"];

    /// <summary>The world's own data set, where the fault needs a special one.</summary>
    public string Set { get; init; } = "small";

    /// <summary>Why the whole app cannot be shown it here; null where it can.</summary>
    public string? NotHere { get; init; }

    private bool StrikesFirstSignIn =>
        (Number <= LastOfSignIn && !AfterConnecting.Contains(Id, StringComparer.Ordinal)) || WhileConnecting.Contains(Id, StringComparer.Ordinal);

    private bool HasTotp => WithTotp.Contains(Id, StringComparer.Ordinal);

    public static FaultCase From(JsonObject told) => new(
        $"{told["id"]}",
        told["number"]?.GetValue<int>() ?? 0,
        $"{told["title"]}",
        $"{told["expectedCode"]}",
        told["expectedEffects"]?.AsObject().ToDictionary(effect => effect.Key, effect => effect.Value?.GetValue<int>() ?? 0, StringComparer.Ordinal) ?? [])
    {
        Set = told["set"]?.ToString() ?? "small",
        NotHere = told["level"]?.ToString() is "connector" ? null : told["how"]?.ToString(),
    };

    public async Task<MatrixLine> RunAsync(SoakParts parts, CancellationToken cancel)
    {
        if (NotHere is { } why)
            return new MatrixLine(Id, "", Expected, "", []) { Number = Number, Title = Title, NotRun = why };
        await using var app = await SoakApp.StartAsync(parts, Recipe(), MatrixSettings.All, cancel);
        var judge = new Judge(app.World);
        await judge.StrictAsync(cancel);
        var asked = StrikesFirstSignIn ? [] : await ConnectedAsync(app, cancel);
        if (asked is null)
            return new MatrixLine(Id, "connect", Outcome.Succeeded, "", ["the hub could not be connected before the fault"]) { Number = Number, Title = Title };
        var arranged = await app.World.SendAsync(HttpMethod.Post, $"/_sim/scenarios/{Id}", new JsonObject(), cancel);
        var wishes = (arranged["wishes"]?.AsArray().OfType<JsonObject>() ?? []).Select(Wish.From).ToList();
        var outcome = StrikesFirstSignIn ? await app.ConnectAsync(HasTotp ? SimulatedAccount.TotpSecret : null, cancel)
            : wishes.Count == 0 ? await app.CheckAsync(cancel)
            : await AskAsync(app, wishes, cancel);
        var operation = StrikesFirstSignIn ? "connect" : wishes.Count == 0 ? "check" : string.Join(", ", wishes.Select(wish => $"{wish.Action}").Distinct(StringComparer.Ordinal));
        return new MatrixLine(Id, operation, Expected, outcome.Code, await ObjectionsAsync(judge, outcome, cancel)) { Number = Number, Title = Title };
    }

    private static async Task<Outcome> AskAsync(SoakApp app, List<Wish> wishes, CancellationToken cancel)
    {
        var outcomes = new List<Outcome>();
        foreach (var group in wishes.GroupBy(wish => (wish.Action, wish.Role)))
            outcomes.AddRange(group.Key.Action is ChangeAction.Invite or ChangeAction.Remove
                ? await app.ChangeAsync([.. group], cancel)
                : [.. (await Task.WhenAll(group.Select(wish => app.ChangeAsync([wish], cancel)))).SelectMany(outcome => outcome)]);
        return outcomes.FirstOrDefault(outcome => !outcome.IsGood) ?? outcomes[0];
    }

    private static async Task<string[]?> ConnectedAsync(SoakApp app, CancellationToken cancel) =>
        (await app.ConnectAsync(SimulatedAccount.TotpSecret, cancel)).IsGood ? [] : null;

    private async Task<IReadOnlyList<string>> ObjectionsAsync(Judge judge, Outcome outcome, CancellationToken cancel)
    {
        var objections = new List<string>();
        if (!Acceptance.Of(Expected, outcome))
            objections.Add($"expected {Expected}, seen {outcome}");
        var done = (await judge.EffectsAsync(cancel)).GroupBy(effect => effect.Split(' ')[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        if (done.Count != Effects.Count || done.Any(effect => Effects.GetValueOrDefault(effect.Key) != effect.Value))
            objections.Add($"the site did: {(done.Count == 0 ? "nothing" : string.Join(", ", done.Select(effect => $"{effect.Key} {effect.Value}")))}");
        objections.AddRange(await judge.ViolationsAsync(cancel));
        return objections;
    }

    private JsonObject Recipe()
    {
        var recipe = new JsonObject { ["set"] = Set, ["options"] = new JsonObject { ["turnstileMs"] = 50, ["budget"] = null } };
        if (!StrikesFirstSignIn || HasTotp)
            return recipe;
        recipe["account"] = new JsonObject { ["email"] = SimulatedAccount.Email, ["password"] = SimulatedAccount.Password, ["totpSecret"] = null, ["methods"] = new JsonArray() };
        return recipe;
    }
}
