using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>
/// Who should be in the workspace: everybody who was there, as the wishes that were fulfilled have changed it. A wish that failed leaves
/// its person as the site shows them, and must not have been sent more often than once.
/// </summary>
internal sealed class WishedWorld
{
    private const string Invited = "invited as ";
    private readonly Dictionary<string, string> people;

    private WishedWorld(Dictionary<string, string> people) => this.people = people;

    /// <summary>A workspace of the site as it is.</summary>
    public static Dictionary<string, string> Of(JsonObject state, string workspaceId)
    {
        var workspace = state["workspaces"]?.AsArray().OfType<JsonObject>().Single(found => found["id"]?.ToString() == workspaceId) ?? [];
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var invitation in workspace["invitations"]?.AsArray().OfType<JsonObject>().Where(listed => listed["status"]?.ToString() is "pending" or "expired") ?? [])
            found[$"{invitation["email"]}"] = $"{Invited}{invitation["role"]}";
        foreach (var member in workspace["members"]?.AsArray().OfType<JsonObject>() ?? [])
            found[$"{member["email"]}"] = $"{member["role"]}";
        return found;
    }

    public static WishedWorld From(JsonObject state, string workspaceId) => new(Of(state, workspaceId));

    /// <summary>How many seats are taken.</summary>
    public int Taken => people.Count;

    /// <summary>Who could be asked for.</summary>
    public IReadOnlyList<string> Confirmed(string role) => [.. people.Where(person => person.Value == role).Select(person => person.Key).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Pending() => [.. people.Where(person => person.Value.StartsWith(Invited, StringComparison.Ordinal)).Select(person => person.Key).Order(StringComparer.Ordinal)];

    public void Fulfilled(Wish wish)
    {
        if (wish.Action is ChangeAction.Remove or ChangeAction.CancelInvitation)
            people.Remove(wish.Email);
        else if (wish.Action is ChangeAction.ChangeRole)
            people[wish.Email] = wish.Role ?? "";
        else if (wish.Action is ChangeAction.Invite)
            people[wish.Email] = $"{Invited}{wish.Role}";
    }

    /// <summary>The app could not tell: whatever is there now is right, as long as it is one of the two.</summary>
    public IEnumerable<string> LeftOpen(Wish wish, Dictionary<string, string> now)
    {
        var before = people.GetValueOrDefault(wish.Email);
        var after = new WishedWorld(new(people, StringComparer.OrdinalIgnoreCase));
        after.Fulfilled(wish);
        var (wished, seen) = (after.people.GetValueOrDefault(wish.Email), now.GetValueOrDefault(wish.Email));
        if (seen != before && seen != wished)
            yield return $"{wish.Email} was {before ?? "nobody"}, was wished to be {wished ?? "nobody"}, and is {seen ?? "nobody"}";
        if (seen is null)
            people.Remove(wish.Email);
        else
            people[wish.Email] = seen;
    }

    /// <summary>Where the site is not as it was wished.</summary>
    public IEnumerable<string> Differences(Dictionary<string, string> now) =>
        from email in people.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase)
        let wished = people.GetValueOrDefault(email)
        let seen = now.GetValueOrDefault(email)
        where wished != seen
        select $"{email} should be {wished ?? "nobody"} and is {seen ?? "nobody"}";
}
