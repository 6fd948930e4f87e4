using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsMembers;

/// <summary>
/// Holds the two lists against each other. They are read on two pages at different times: whoever accepts an invitation
/// in between is in neither list, although each of the two agrees with itself. Only what one page tells of the other's list shows it.
/// </summary>
internal static class ListPair
{
    /// <summary>The first thing that one page tells of the other's list and that list does not show, or null. What a page does not tell is no evidence.</summary>
    public static Failure? FindFault(MemberList confirmed, MemberList pending, PageMap map) =>
        FindCountFault(confirmed, "members.tabPending", pending, map)
        ?? FindCountFault(pending, "members.tabConfirmed", confirmed, map)
        ?? FindCountFault(pending, "members.headerCount", confirmed, map)
        ?? FindNameFault(confirmed.Answer?.Pending, pending)
        ?? FindNameFault(pending.Answer?.Members, confirmed);

    private static Failure? FindCountFault(MemberList teller, string landmark, MemberList list, PageMap map) =>
        teller.Told(landmark, map.Words(teller.Look.Language).NumberGroups) is { } told && told != list.Rows.Count
            ? Moved(list, $"the other page tells {told} people, the list has {list.Rows.Count}")
            : null;

    private static Failure? FindNameFault(IReadOnlyList<AnsweredMember>? told, MemberList list)
    {
        if (told is null)
            return null;
        var names = told.Select(a => MemberListChecks.Key(a.Email)).ToHashSet(StringComparer.Ordinal);
        return names.SetEquals(list.Rows.Select(r => MemberListChecks.Key(r.Email))) ? null : Moved(list, "the other page's data name different people");
    }

    private static Failure Moved(MemberList list, string detail) => new(
        FailureKind.ReadInconsistent, FailurePhase.Read, Detail: $"the two lists are of different moments; {(list.IsPending ? "invitations" : "members")}: {detail}");
}
