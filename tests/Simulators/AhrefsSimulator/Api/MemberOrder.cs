using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>How the site sorts: by name the nameless come first; equal ones stay in the order of their ids.</summary>
internal static class MemberOrder
{
    public static IReadOnlyList<Member> Sort(IEnumerable<Member> members, string? sortBy, string? order)
    {
        Comparison<Member> compare = sortBy switch
        {
            "Email" => (a, b) => StringComparer.OrdinalIgnoreCase.Compare(a.Email, b.Email),
            "Role" => (a, b) => b.Role.CompareTo(a.Role),
            "LastActive" => (a, b) => Nullable.Compare(a.LastActiveAt, b.LastActiveAt),
            _ => (a, b) => StringComparer.OrdinalIgnoreCase.Compare(a.Name, b.Name),
        };
        var sign = order == "Desc" ? -1 : 1;
        var sorted = members.ToList();
        sorted.Sort((a, b) => sign * compare(a, b) is not 0 and var difference ? difference : string.CompareOrdinal(a.Id, b.Id));
        return sorted;
    }
}
