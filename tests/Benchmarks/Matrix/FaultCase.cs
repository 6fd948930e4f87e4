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
    private const int ManySeats = 20;
    private static readonly string[] AfterConnecting = ["clearanceMoved"];
    private static readonly string[] WhileConnecting = ["turnstileClosedShadow", "secretEcho", "evidenceLeak"];
    private static readonly string[] NeedsFreeSeats = ["partialMulti"];
    private static readonly string[] NeedsAnotherCheck = ["apiKeyOwner"];
    // What a seat is said to cost, and may cost, in dollars.
    private static readonly Dictionary<string, decimal> AllowedPrices = new(StringComparer.Ordinal) { ["priceHigherThanAllowed"] = 60 };
    private static readonly string[] WithTotp = ["totpWrong", "totpSkew", "totpWindowEdge", "totpMethodChoice", "loneSecurityKey"];

    /// <summary>The world's own data set, where the fault needs a special one.</summary>
    public string Set { get; init; } = "small";

    /// <summary>What the app has to name besides, each as it stands in the detail; empty where the outcome is enough.</summary>
    public IReadOnlyList<string> Detail { get; init; } = [];

    /// <summary>The outcome with what has to be named.</summary>
    public string Wanted => Detail.Count == 0 ? Expected : $"{Expected} ({string.Join(", ", Detail)})";

    /// <summary>Somebody joins with the fault whom the app has to know, lest it refuses by itself what has to meet the fault.</summary>
    public bool IsCheckedFirst => NeedsAnotherCheck.Contains(Id, StringComparer.Ordinal);

    /// <summary>Whether the browser has to end once the fault has struck.</summary>
    public bool EndsBrowser { get; init; }

    /// <summary>Whoever signs in for the first time meets it.</summary>
    public bool StrikesFirstSignIn =>
        (Number <= LastOfSignIn && !AfterConnecting.Contains(Id, StringComparer.Ordinal)) || WhileConnecting.Contains(Id, StringComparer.Ordinal);

    /// <summary>What the app is given for the account's second factor.</summary>
    public string? TotpSecret => !StrikesFirstSignIn || WithTotp.Contains(Id, StringComparer.Ordinal) ? SimulatedAccount.TotpSecret : null;

    public static FaultCase From(JsonObject told) => new(
        $"{told["id"]}",
        told["number"]?.GetValue<int>() ?? 0,
        $"{told["title"]}",
        $"{told["expectedCode"]}",
        told["expectedEffects"]?.AsObject().ToDictionary(effect => effect.Key, effect => effect.Value?.GetValue<int>() ?? 0, StringComparer.Ordinal) ?? [])
    {
        Set = told["set"]?.ToString() ?? "small",
        Detail = [.. told["expectedDetail"]?.AsArray().Select(detail => $"{detail}") ?? []],
        EndsBrowser = told["level"]?.ToString() is "browser",
    };

    public async Task<MatrixLine> RunAsync(SoakParts parts, CancellationToken cancel)
    {
        await using var app = await SoakApp.StartAsync(parts, Recipe(), MatrixSettings.All, cancel);
        var judge = new Judge(app.World);
        await judge.StrictAsync(cancel);
        if (!StrikesFirstSignIn && await app.ConnectAsync(TotpSecret, cancel) is { IsGood: false } unconnected)
            return Line("connect", "", [$"the hub could not be connected before the fault: {unconnected}"]);
        var before = StrikesFirstSignIn ? [] : await app.MembersAsync(cancel);
        var arranged = await app.World.SendAsync(HttpMethod.Post, $"/_sim/scenarios/{Id}", new JsonObject(), cancel);
        var wishes = (arranged["wishes"]?.AsArray().OfType<JsonObject>() ?? []).Select(Wish.From).ToList();
        if (AllowedPrices.TryGetValue(Id, out var price))
            await app.AllowSeatAsync(price, cancel);
        var outcomes = await new FaultAsking(app, this).AskAsync(wishes, cancel);
        var worst = outcomes.FirstOrDefault(outcome => !outcome.IsGood) ?? outcomes[0];
        var operation = StrikesFirstSignIn ? "connect" : wishes.Count == 0 ? "check" : string.Join(", ", wishes.Select(wish => Named(wish.Action)).Distinct(StringComparer.Ordinal));
        return Line(operation, worst.Code, await new FaultVerdict(this, app, judge).ObjectionsAsync(outcomes, before, cancel));
    }

    private MatrixLine Line(string operation, string seen, IReadOnlyList<string> objections) => new(Id, operation, Wanted, seen, objections) { Number = Number, Title = Title };

    private static string Named(ChangeAction action) => action switch
    {
        ChangeAction.ChangeRole => "change role",
        ChangeAction.ResendInvitation => "resend",
        ChangeAction.CancelInvitation => "cancel invitation",
        _ => $"{action}".ToLowerInvariant(),
    };

    private JsonObject Recipe()
    {
        var recipe = new JsonObject { ["set"] = Set, ["options"] = new JsonObject { ["turnstileMs"] = 50, ["budget"] = null, ["duplicateInvite"] = "double" } };
        // As the last check saw them: the app plans by that.
        if (NeedsFreeSeats.Contains(Id, StringComparer.Ordinal))
            recipe["overrides"] = new JsonObject { ["seatsPaid"] = ManySeats };
        if (TotpSecret is null)
            recipe["account"] = new JsonObject { ["email"] = SimulatedAccount.Email, ["password"] = SimulatedAccount.Password, ["totpSecret"] = null, ["methods"] = new JsonArray() };
        return recipe;
    }
}
