using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Benchmarks.Soaking;

/// <summary>The site's own journal and referee: what was done, and whether it was right, whatever the app says.</summary>
/// <param name="world">The site.</param>
/// <param name="workspace">The workspace of the hub that is looked at.</param>
internal sealed class Judge(SimulatedWorld world, string workspace = "ws_01")
{
    /// <summary>From here on whatever is not permitted is a violation.</summary>
    public Task StrictAsync(CancellationToken cancel) =>
        world.SendAsync(HttpMethod.Put, "/_sim/intents/mode", new JsonObject { ["strict"] = true }, cancel);

    public Task PermitAsync(Wish wish, CancellationToken cancel) => world.SendAsync(
        HttpMethod.Post,
        "/_sim/intents",
        new JsonObject { ["key"] = $"{wish.Action} {wish.Email}", ["kind"] = KindOf(wish.Action), ["workspaceId"] = workspace, ["email"] = wish.Email, ["role"] = wish.Role },
        cancel);

    /// <summary>What the automation changed, as name and person; what the site itself draws from it is left out.</summary>
    public async Task<IReadOnlyList<string>> EffectsAsync(CancellationToken cancel) =>
        [.. (await world.JournalAsync("effect", cancel))
            .Where(entry => entry["actor"]?.ToString() == "operator")
            .Select(entry => $"{entry["name"]} {entry["target"]}")
            .Where(effect => !effect.StartsWith("seatDowngradeScheduled", StringComparison.Ordinal) && !effect.StartsWith("apiKeyRevoked", StringComparison.Ordinal))];

    /// <summary>What the referee objects to.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync(CancellationToken cancel) =>
        [.. ((await world.VerdictAsync(cancel))["violations"]?.AsArray() ?? []).Select(violation => $"{violation?["rule"]}: {violation?["text"]}")];

    /// <summary>Whether there are faults, and nothing met any of them: then nothing was shown. A recipe may arm one for each way to ask for the same.</summary>
    public async Task<IReadOnlyList<string>> FaultsNeverMetAsync(CancellationToken cancel)
    {
        var faults = await world.FaultsAsync(cancel);
        if ((await world.SendAsync(HttpMethod.Get, "/_sim/acts", body: null, cancel))["waiting"]?.GetValue<int>() is > 0 and var waiting)
            return [$"{waiting} things that somebody else was to do never happened"];
        return faults.Count == 0 || faults.Any(fault => fault["fired"]?.GetValue<int>() > 0) ? [] : [$"the fault {faults[0]["id"]} was never met"];
    }

    /// <summary>Whoever is at the site, and whom the app knew and does not know any more.</summary>
    public async Task<IReadOnlyList<string>> ForgottenAsync(IReadOnlyCollection<MemberResponse> before, IReadOnlyCollection<MemberResponse> after, CancellationToken cancel)
    {
        var compared = await world.SendAsync(HttpMethod.Post, "/_sim/compare", Claim(after, complete: false), cancel);
        var missing = (compared["missing"]?.AsArray() ?? []).Select(email => $"{email}");
        var known = before.Select(member => member.Email ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. missing.Where(known.Contains).Select(email => $"{email} is at the site and no longer in the app's list")];
    }

    /// <summary>Where the app's list and the truth differ.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(IReadOnlyCollection<MemberResponse> known, CancellationToken cancel)
    {
        var compared = await world.SendAsync(HttpMethod.Post, "/_sim/compare", Claim(known, complete: true), cancel);
        return compared["same"]?.GetValue<bool>() == true ? [] : [compared.ToJsonString()];
    }

    private JsonObject Claim(IReadOnlyCollection<MemberResponse> known, bool complete) =>
        new() { ["confirmed"] = Listed(known, Presence.Confirmed), ["pending"] = Listed(known, Presence.Pending), ["complete"] = complete, ["workspaceId"] = workspace };

    private static JsonArray Listed(IEnumerable<MemberResponse> members, Presence presence) =>
        [.. members.Where(member => member.Presence == presence).Select(member => new JsonObject { ["email"] = member.Email, ["role"] = $"{member.AppRole}" })];

    private static string KindOf(ChangeAction action) => action switch
    {
        ChangeAction.Invite => "invite",
        ChangeAction.ChangeRole => "changeRole",
        ChangeAction.Remove => "remove",
        ChangeAction.ResendInvitation => "resend",
        ChangeAction.CancelInvitation => "cancelInvite",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };
}
