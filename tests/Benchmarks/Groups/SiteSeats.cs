using System.Globalization;
using System.Text.Json.Nodes;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>A seat, or an open invitation, as the site itself has it.</summary>
internal sealed record SiteSeat(string WorkspaceId, string Email, AppRole Role, bool IsPending);

/// <summary>Something that happened to somebody on the site, as its journal has it.</summary>
internal sealed record SiteEffect(int Number, DateTimeOffset At, string WorkspaceId, string Name, string Email)
{
    /// <summary>Whether a seat, or an invitation, was taken away.</summary>
    public bool TakesAway => Name is "memberRemoved" or "invitationCancelled";

    public bool Gives => Name is "invitationCreated";
}

/// <summary>Reads the truth of the site.</summary>
internal static class SiteSeats
{
    private static readonly string[] Changes = ["memberRemoved", "invitationCancelled", "invitationCreated", "invitationResent", "roleChanged"];

    public static IReadOnlyList<SiteSeat> Of(JsonObject state)
    {
        var seats = new List<SiteSeat>();
        foreach (var workspace in state["workspaces"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            var id = $"{workspace["id"]}";
            seats.AddRange((workspace["members"]?.AsArray().OfType<JsonObject>() ?? []).Select(member => Seat(id, member, isPending: false)));
            seats.AddRange((workspace["invitations"]?.AsArray().OfType<JsonObject>() ?? []).Where(listed => $"{listed["status"]}" is "pending" or "expired").Select(listed => Seat(id, listed, isPending: true)));
        }

        return seats;
    }

    public static IReadOnlyList<SiteEffect> Effects(IEnumerable<JsonObject> journal) =>
    [
        .. from entry in journal
           where Changes.Contains($"{entry["name"]}", StringComparer.Ordinal)
           select new SiteEffect(
               entry["seq"]?.GetValue<int>() ?? 0, DateTimeOffset.Parse($"{entry["at"]}", CultureInfo.InvariantCulture), $"{entry["workspaceId"]}", $"{entry["name"]}", $"{entry["target"]}".ToLowerInvariant()),
    ];

    private static SiteSeat Seat(string workspace, JsonObject shown, bool isPending) => new(
        workspace, $"{shown["email"]}".ToLowerInvariant(), Enum.Parse<AppRole>($"{shown["role"]}"), isPending);
}
