using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>Every operation on one variant of the pages in one list mode, through the HTTP API.</summary>
/// <param name="Variant">The variant's letter.</param>
/// <param name="ListMode">How the list is shown.</param>
internal sealed record OperationCase(string Variant, string ListMode)
{
    private const string NewPerson = "new.person@corp.test";

    // What nobody can read by role and name is read by nobody.
    private const string Unreadable = "I";

    private static readonly Dictionary<string, string> Locales = new(StringComparer.Ordinal) { ["C"] = "de" };
    private static readonly string[] ListModes = ["full", "paged", "loadMore", "virtual"];

    public static IReadOnlyList<OperationCase> All { get; } =
    [
        .. from variant in new[] { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J" }
           from mode in ListModes
           where variant != "D" || mode == "virtual"
           select new OperationCase(variant, mode),
    ];

    public string Name => $"{Variant} {ListMode}";

    public async Task<IReadOnlyList<MatrixLine>> RunAsync(SoakParts parts, CancellationToken cancel)
    {
        await using var app = await SoakApp.StartAsync(parts, Recipe(), MatrixSettings.All, cancel);
        var judge = new Judge(app.World);
        await judge.StrictAsync(cancel);
        var connected = await app.ConnectAsync(SimulatedAccount.TotpSecret, cancel);
        if (Variant == Unreadable)
            return [await LineAsync("connect", $"{FailureKind.PageContractBroken}", connected, judge, [], cancel)];
        var lines = new List<MatrixLine> { await LineAsync("connect", Outcome.Succeeded, connected, judge, [], cancel) };
        if (!connected.IsGood)
            return lines;
        lines.Add(await LineAsync("check", Outcome.Succeeded, await app.CheckAsync(cancel), judge, await judge.DifferencesAsync(await app.MembersAsync(cancel), cancel), cancel));
        foreach (var (operation, wishes, effects) in await OperationsAsync(app, cancel))
            lines.Add(await ChangeAsync(app, judge, operation, wishes, effects, cancel));
        return lines;
    }

    // Removals last, and several at once, so that the first goes ahead as a canary.
    private static async Task<IReadOnlyList<(string Operation, IReadOnlyList<Wish> Wishes, IReadOnlyList<string> Effects)>> OperationsAsync(SoakApp app, CancellationToken cancel)
    {
        var members = await app.MembersAsync(cancel);
        // Who is in both lists is a case of its own.
        bool IsTwice(string? email) => members.Count(member => string.Equals(member.Email, email, StringComparison.OrdinalIgnoreCase)) > 1;
        string Of(Presence presence, int nth) => members
            .Where(member => member.Presence == presence && !IsTwice(member.Email) && !member.InvitationExpired && member is { IsAutomationAccount: false, AppRole: AppRole.Member, Email: not null })
            .Select(member => member.Email ?? "").Order(StringComparer.Ordinal).ElementAt(nth);
        var (changed, first, second, again) = (Of(Presence.Confirmed, 0), Of(Presence.Confirmed, 1), Of(Presence.Confirmed, 2), Of(Presence.Pending, 0));
        return
        [
            ("invite", [new Wish(ChangeAction.Invite, NewPerson, "Member")], [$"invitationCreated {NewPerson}"]),
            ("resend", [new Wish(ChangeAction.ResendInvitation, again)], [$"invitationResent {again}"]),
            ("cancel invitation", [new Wish(ChangeAction.CancelInvitation, again)], [$"invitationCancelled {again}"]),
            ("change role", [new Wish(ChangeAction.ChangeRole, changed, "Admin")], [$"roleChanged {changed}"]),
            ("remove", [new Wish(ChangeAction.Remove, first), new Wish(ChangeAction.Remove, second)], [$"memberRemoved {first}", $"memberRemoved {second}"]),
        ];
    }

    private async Task<MatrixLine> ChangeAsync(
        SoakApp app, Judge judge, string operation, IReadOnlyList<Wish> wishes, IReadOnlyList<string> effects, CancellationToken cancel)
    {
        var before = await judge.EffectsAsync(cancel);
        foreach (var wish in wishes)
            await judge.PermitAsync(wish, cancel);
        var outcomes = await app.ChangeAsync(wishes, cancel);
        var objections = new List<string>();
        var done = (await judge.EffectsAsync(cancel)).Skip(before.Count).Order(StringComparer.Ordinal).ToList();
        if (!done.SequenceEqual(effects.Order(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase))
            objections.Add($"the site did: {(done.Count == 0 ? "nothing" : string.Join("; ", done))}");
        objections.AddRange(await judge.DifferencesAsync(await app.MembersAsync(cancel), cancel));
        return await LineAsync(operation, Outcome.Succeeded, outcomes.FirstOrDefault(outcome => !outcome.IsGood) ?? outcomes[0], judge, objections, cancel);
    }

    private async Task<MatrixLine> LineAsync(string operation, string expected, Outcome seen, Judge judge, IReadOnlyList<string> objections, CancellationToken cancel) =>
        new(Name, operation, expected, seen.Code, [
            .. seen.Code == expected ? [] : new[] { $"expected {expected}, seen {seen}" },
            .. objections,
            .. await judge.ViolationsAsync(cancel),
        ]);

    private JsonObject Recipe() => new()
    {
        ["set"] = ListMode == "full" ? "small" : "medium",
        ["variant"] = Variant,
        ["locale"] = Locales.GetValueOrDefault(Variant, "en"),
        ["overrides"] = new JsonObject { ["listMode"] = ListMode },
        ["options"] = new JsonObject { ["turnstileMs"] = 50, ["budget"] = null, ["duplicateInvite"] = "double" },
    };
}
