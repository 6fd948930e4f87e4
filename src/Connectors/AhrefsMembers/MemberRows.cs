using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsMembers;

/// <summary>Turns a list's rows into people. A role that the page map does not know keeps its text and has no canonical role.</summary>
internal static class MemberRows
{
    public static IReadOnlyList<SnapshotMember> ToPeople(MemberList list, PageMap map, string operatorEmail)
    {
        var words = map.Words(list.Look.Language);
        var answered = (list.Answered ?? []).GroupBy(a => MemberListChecks.Key(a.Email), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return [.. list.Rows.Select(row => ToPerson(list.IsPending, row, answered.GetValueOrDefault(MemberListChecks.Key(row.Email)), words, operatorEmail))];
    }

    /// <summary>True where the page's data give somebody another role than the list does.</summary>
    public static bool RolesDisagree(MemberList list, PageMap map)
    {
        if (list.Answered is not { } answered)
            return false;
        var shown = list.Rows.ToDictionary(r => MemberListChecks.Key(r.Email), r => RoleOf(r.Role, map.Words(list.Look.Language)), StringComparer.Ordinal);
        return answered.Any(a => Enum.TryParse<AppRole>(a.Role, out var told)
            && shown.TryGetValue(MemberListChecks.Key(a.Email), out var role) && role is { } known && known != told);
    }

    private static SnapshotMember ToPerson(bool pending, RowLook row, AnsweredMember? answered, PageWords words, string operatorEmail) => new(
        pending ? Presence.Pending : Presence.Confirmed,
        answered?.Id,
        row.Email,
        // A nameless person is shown by the address.
        string.IsNullOrEmpty(row.Name) || row.Name == row.Email ? null : row.Name,
        RoleOf(row.Role, words),
        row.Role ?? "",
        IsOperator: !pending && MemberListChecks.IsSame(row.Email, operatorEmail),
        InvitationExpired: pending && row.Status is { } status && words.Expired.Contains(status, StringComparer.OrdinalIgnoreCase),
        answered?.LastActive ?? LocalisedDate.Parse(row.LastActive, words.Dates),
        answered?.TwoFactor ?? YesOrNo(row.TwoFactor, words));

    private static AppRole? RoleOf(string? text, PageWords words) =>
        text is not null && words.Roles.TryGetValue(text, out var name) && Enum.TryParse<AppRole>(name, out var role) ? role : null;

    private static bool? YesOrNo(string? text, PageWords words) =>
        text is null ? null : words.Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? true : words.No.Contains(text, StringComparer.OrdinalIgnoreCase) ? false : null;
}
