using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Refereeing;

/// <summary>The list that the product stored. A person is an address, or an object with email, role and name.</summary>
public sealed record ListClaim(JsonArray Confirmed, JsonArray? Pending = null, bool Complete = false, string? WorkspaceId = null);

/// <summary>Where the product's list and the truth differ.</summary>
public sealed record ListDifference(
    bool Same,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Extra,
    IReadOnlyList<string> RoleDiffers,
    IReadOnlyList<string> NameDiffers,
    IReadOnlyList<string> Doubled);

internal static class Comparison
{
    private sealed record Person(string Email, string? Role, string? Name);

    /// <summary>Compares, and writes V16 down where a complete list lacks somebody who is there.</summary>
    public static ListDifference Check(SimWorld world, ListClaim claim)
    {
        var workspace = claim.WorkspaceId is null ? world.Workspaces.First()
            : world.FindWorkspace(claim.WorkspaceId) ?? throw new BadControlRequestException("workspaceId", "There is no such workspace.");
        var confirmed = Compare(claim.Confirmed, [.. workspace.Members.Select(m => new Person(m.Email, m.Role.ToString(), m.Name))]);
        var pending = claim.Pending is null
            ? new ListDifference(Same: true, [], [], [], [], [])
            : Compare(claim.Pending, [.. workspace.ListedInvitations.Select(i => new Person(i.Email, i.Role.ToString(), Name: null))]);
        var whole = Join(confirmed, pending);
        if (claim.Complete && whole.Missing.Count > 0)
        {
            world.Journal.Write(new JournalEntry
            {
                At = world.Clock.WallNow,
                SimAt = world.Clock.Now,
                Actor = JournalActor.Operator,
                WorkspaceId = workspace.Id,
                Kind = JournalKind.Violation,
                Name = "V16",
                After = $"A list that claims to be complete lacks {whole.Missing.Count} people, among them {whole.Missing[0]}.",
            });
        }

        return whole;
    }

    private static ListDifference Compare(JsonArray claimed, IReadOnlyList<Person> truth)
    {
        var stated = claimed.Select(Read).ToList();
        var byEmail = stated.GroupBy(p => p.Email, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        var real = truth.Select(p => p.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var both = truth.Where(p => byEmail.ContainsKey(p.Email)).Select(p => (Real: p, Stated: byEmail[p.Email])).ToList();
        var difference = new ListDifference(
            Same: false,
            Missing: [.. truth.Select(p => p.Email).Where(e => !byEmail.ContainsKey(e))],
            Extra: [.. byEmail.Keys.Where(e => !real.Contains(e))],
            RoleDiffers: [.. both.Where(b => b.Stated.Role is { } role && role != b.Real.Role).Select(b => b.Real.Email)],
            NameDiffers: [.. both.Where(b => b.Stated.Name is { } name && b.Real.Name is { } real && name != real).Select(b => b.Real.Email)],
            Doubled: [.. stated.GroupBy(p => p.Email, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)]);
        return difference with { Same = IsEmpty(difference) };
    }

    private static Person Read(JsonNode? node) => node switch
    {
        JsonValue value => new Person(value.ToString(), Role: null, Name: null),
        JsonObject person => new Person(person["email"]?.ToString() ?? "", person["role"]?.ToString(), person["name"]?.ToString()),
        _ => throw new BadControlRequestException("confirmed", "A person is an address, or an object with an email."),
    };

    private static ListDifference Join(ListDifference a, ListDifference b) => new(
        a.Same && b.Same, [.. a.Missing, .. b.Missing], [.. a.Extra, .. b.Extra],
        [.. a.RoleDiffers, .. b.RoleDiffers], [.. a.NameDiffers, .. b.NameDiffers], [.. a.Doubled, .. b.Doubled]);

    private static bool IsEmpty(ListDifference d) => d.Missing.Count + d.Extra.Count + d.RoleDiffers.Count + d.NameDiffers.Count + d.Doubled.Count == 0;
}
