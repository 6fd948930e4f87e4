using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>One person of one list, as the site has them or as the app says so.</summary>
internal sealed record ListedPerson(string Email, string Name, string Role, bool Pending, bool Expired)
{
    public static ListedPerson Of(MemberResponse member) =>
        new(member.Email ?? "", member.Name ?? "", member.AppRole?.ToString() ?? member.RawRole, member.Presence == Presence.Pending, member.InvitationExpired);
}

/// <summary>Who really is in a simulated workspace.</summary>
internal static class Truth
{
    public static async Task<IReadOnlyList<ListedPerson>> OfAsync(SimulatedWorld world, string workspace = "ws_01")
    {
        var state = await world.StateAsync(TestContext.Current.CancellationToken);
        var found = Rows(state, "workspaces").Single(row => Text(row, "id") == workspace);
        var members = Rows(found, "members").Select(row => new ListedPerson(Text(row, "email"), Text(row, "name"), Text(row, "role"), Pending: false, Expired: false));
        var invitations = Rows(found, "invitations")
            .Where(row => Text(row, "status") is "pending" or "expired")
            .Select(row => new ListedPerson(Text(row, "email"), "", Text(row, "role"), Pending: true, Text(row, "status") == "expired"));
        return [.. members, .. invitations];
    }

    /// <summary>Fails, naming the first few, unless both hold the same people in every field.</summary>
    public static void AssertSame(IReadOnlyCollection<ListedPerson> truth, IReadOnlyCollection<MemberResponse> imported)
    {
        var found = imported.Where(member => member.Presence != Presence.Gone).Select(ListedPerson.Of).ToList();
        var missing = truth.Except(found).Take(5).ToList();
        var extra = found.Except(truth).Take(5).ToList();
        Assert.True(missing.Count == 0 && extra.Count == 0, $"Missing: {string.Join(", ", missing)}\nNot there: {string.Join(", ", extra)}");
        Assert.Equal(truth.Count, found.Count);
    }

    /// <summary>Lets the referee compare, and asks for its verdict over the whole run.</summary>
    public static async Task AssertRefereeAgreesAsync(SimulatedWorld world, IReadOnlyCollection<MemberResponse> imported)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var body = new JsonObject
        {
            ["confirmed"] = Addresses(imported, Presence.Confirmed),
            ["pending"] = Addresses(imported, Presence.Pending),
            ["complete"] = true,
        };
        var compared = await world.SendAsync(HttpMethod.Post, "/_sim/compare", body, cancellation);
        Assert.True(compared["same"]?.GetValue<bool>(), compared.ToJsonString());
        await AssertNoViolationAsync(world);
    }

    /// <summary>Fails, and names the rules broken, where the site's referee saw something that must never happen.</summary>
    /// <param name="world">The simulated world.</param>
    public static async Task AssertNoViolationAsync(SimulatedWorld world)
    {
        var verdict = await world.VerdictAsync(TestContext.Current.CancellationToken);
        Assert.True(verdict["ok"]?.GetValue<bool>(), verdict.ToJsonString());
    }

    private static JsonArray Addresses(IEnumerable<MemberResponse> members, Presence presence) =>
        [.. members.Where(member => member.Presence == presence).Select(member => new JsonObject { ["email"] = member.Email, ["role"] = member.RawRole, ["name"] = member.Name })];

    private static IEnumerable<JsonObject> Rows(JsonObject parent, string field) => parent[field]?.AsArray().OfType<JsonObject>() ?? [];

    private static string Text(JsonObject row, string field) => row[field]?.ToString() ?? "";
}
