using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsMembers;

/// <summary>One of the two lists, read to its end, with every figure that can be held against its rows.</summary>
/// <param name="IsPending">Which of the two lists.</param>
/// <param name="Look">The first look: header, tabs, language.</param>
/// <param name="Rows">Everybody in it.</param>
/// <param name="Answer">The page's own JSON answer, where seen.</param>
/// <param name="Moved">The list changed while it was read.</param>
internal sealed record MemberList(bool IsPending, PageLook Look, IReadOnlyList<RowLook> Rows, WorkspaceAnswer? Answer, bool Moved)
{
    public IReadOnlyList<AnsweredMember>? Answered => Answer?.Of(IsPending);

    /// <summary>The total beside a list that comes in parts; null for one that comes whole.</summary>
    public int? OwnTotal(string groups) => Look.List switch
    {
        { Mode: "virtual", Total: > 0 } list => list.Total,
        { Range: { } range } when LocalisedNumber.ParseAll(range, groups) is { Count: 3 } numbers => numbers[2],
        _ => null,
    };

    /// <summary>The number that the page itself tells: in the tab and, for members, in the header.</summary>
    public int? Told(string landmark, string groups) => LocalisedNumber.Parse(Look.Text(landmark), groups);
}

/// <summary>Holds a read against itself. What disagrees is read once more; what cannot be true is never stored.</summary>
internal static class MemberListChecks
{
    /// <summary>The first thing wrong with a list, or null.</summary>
    public static Failure? FindFault(MemberList list, string groups, string operatorEmail)
    {
        if (!list.IsPending && list.Rows.Count == 0)
            return Implausible("the list of members is empty");
        if (list.Moved)
            return Inconsistent("the list changed while it was read");
        if (FindCountFault(list, groups) is { } counts)
            return counts;
        var twice = list.Rows.GroupBy(r => Key(r.Email), StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            return Inconsistent("an address is in the list more than once");
        if (!list.IsPending && !list.Rows.Any(r => IsSame(r.Email, operatorEmail)))
            return Implausible("the automation account is not in the list that it reads");
        return FindAnswerFault(list);
    }

    /// <summary>Exactly one Owner, by canonical role.</summary>
    public static Failure? FindOwnerFault(int owners) => owners == 1 ? null : Implausible($"the list has {owners} owners instead of one");

    public static string Key(string? email) => EmailAddress.KeyOf((email ?? "").Normalize());

    /// <summary>The form in which a page's own script compares the address of a row: as it is listed.</summary>
    public static string RowKey(string listed) => listed.Trim().Normalize().ToLowerInvariant();

    public static bool IsSame(string? one, string? other) => Key(one) == Key(other);

    private static Failure? FindCountFault(MemberList list, string groups)
    {
        var figures = list.IsPending
            ? new[] { ("tab", list.Told("members.tabPending", groups)), ("list", list.OwnTotal(groups)) }
            : [("header", list.Told("members.headerCount", groups)), ("tab", list.Told("members.tabConfirmed", groups)), ("list", list.OwnTotal(groups))];
        // A read without any total to hold against it cannot be called complete.
        if (figures.All(f => f.Item2 is null))
            return new Failure(FailureKind.PageContractBroken, FailurePhase.Read, Detail: "the page tells no number of people");
        foreach (var (where, told) in figures)
        {
            if (told is { } number && number != list.Rows.Count)
                return Inconsistent($"the {where} tells {number} people, the list has {list.Rows.Count}");
        }

        return null;
    }

    private static Failure? FindAnswerFault(MemberList list)
    {
        if (list.Answered is not { } answered)
            return null;
        if (answered.Count != list.Rows.Count)
            return Inconsistent($"the page's data have {answered.Count} people, the list has {list.Rows.Count}");
        var known = answered.Select(a => Key(a.Email)).ToHashSet(StringComparer.Ordinal);
        return list.Rows.All(r => known.Contains(Key(r.Email))) ? null : Inconsistent("the page's data and the list name different people");
    }

    private static Failure Implausible(string detail) => new(FailureKind.ReadImplausible, FailurePhase.Read, Detail: detail);

    private static Failure Inconsistent(string detail) => new(FailureKind.ReadInconsistent, FailurePhase.Read, Detail: detail);
}
