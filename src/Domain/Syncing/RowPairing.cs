using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>One row of the read beside what is stored of the same member.</summary>
/// <param name="MemberId">The stored member's id, or a new one.</param>
/// <param name="List">The list that it is in.</param>
/// <param name="Facts">What the app shows, completed by what only an earlier read showed.</param>
/// <param name="Stored">What is stored, or null.</param>
internal sealed record PairedRow(string MemberId, Presence List, MemberFacts Facts, Member? Stored)
{
    public bool WasPresent => Stored is { IsPresent: true };
}

/// <summary>The whole read beside everything that is stored.</summary>
/// <param name="Present">Every row of the read, confirmed ones first.</param>
/// <param name="Missing">Stored as present, and not in the read.</param>
internal sealed record PairedRows(IReadOnlyList<PairedRow> Present, IReadOnlyList<Member> Missing);

/// <summary>
/// Finds for each row of a read what is stored of the same member. The site's id follows a present member to an address that nobody
/// had; where an id stands beside an address that another member had, the address decides: ids may be issued anew, and a match must
/// never move to somebody else's seat. For the same reason the id alone never brings back who is gone.
/// </summary>
internal sealed class RowPairing
{
    private readonly MemberSnapshot snapshot;
    private readonly List<SnapshotMember> rows;
    private readonly Member?[] partners;
    private readonly HashSet<string> paired = new(StringComparer.Ordinal);

    private RowPairing(MemberSnapshot snapshot)
    {
        this.snapshot = snapshot;

        // The app's order may differ from read to read; the plan may not.
        rows =
        [
            .. snapshot.Members.OrderBy(row => row.Presence).ThenBy(row => row.Email, StringComparer.Ordinal)
                .ThenBy(row => row.SiteId, StringComparer.Ordinal).ThenBy(row => row.Name, StringComparer.Ordinal),
        ];
        partners = new Member?[rows.Count];
    }

    public static PairedRows Pair(MemberSnapshot snapshot, IReadOnlyList<Member> stored)
    {
        var pairing = new RowPairing(snapshot);

        // Who is present comes before who is gone, so that an old row never takes a living one's place.
        var ordered = stored.OrderBy(member => member.IsPresent ? 0 : 1).ThenBy(member => member.Id, StringComparer.Ordinal).ToList();
        pairing.PairBy(ordered, member => Both(member.Facts.SiteId, member.Facts.Email), row => Both(row.SiteId, row.Email));
        var present = ordered.Where(member => member.IsPresent).ToList();
        var known = present.Select(member => (member.List, member.Facts.SiteId)).ToHashSet();
        pairing.PairBy(ordered, member => AddressOf(member.Facts.Email), row => row.SiteId is not null && known.Contains((row.Presence, row.SiteId)) ? AddressOf(row.Email) : null);
        pairing.PairBy(present, member => member.Facts.SiteId, row => row.SiteId);
        pairing.PairBy(ordered, member => AddressOf(member.Facts.Email), row => AddressOf(row.Email));
        pairing.PairBy(ordered, member => NameOnly(member.Facts.SiteId, member.Facts.Email, member.Facts.Name), row => NameOnly(row.SiteId, row.Email, ShownText.Keep(row.Name)));
        return new PairedRows(pairing.Name(stored), [.. present.Where(member => !pairing.paired.Contains(member.Id))]);
    }

    private void PairBy(List<Member> stored, Func<Member, string?> keyOfMember, Func<SnapshotMember, string?> keyOfRow)
    {
        var free = new Dictionary<(Presence, string), Queue<Member>>();
        foreach (var member in stored)
        {
            if (keyOfMember(member) is not { } key || paired.Contains(member.Id))
                continue;
            if (!free.TryGetValue((member.List, key), out var same))
                free[(member.List, key)] = same = new Queue<Member>();
            same.Enqueue(member);
        }

        for (var i = 0; i < rows.Count; i++)
        {
            if (partners[i] is null && keyOfRow(rows[i]) is { } key
                && free.TryGetValue((rows[i].Presence, key), out var same) && same.TryDequeue(out var member))
            {
                partners[i] = member;
                paired.Add(member.Id);
            }
        }
    }

    private List<PairedRow> Name(IReadOnlyList<Member> stored)
    {
        var taken = stored.Select(member => member.Id).ToHashSet(StringComparer.Ordinal);
        var named = new List<PairedRow>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var partner = partners[i];
            named.Add(new PairedRow(partner?.Id ?? NewId(rows[i], taken), rows[i].Presence, FactsOf(rows[i], partner?.Facts), partner));
        }

        return named;
    }

    private static string NewId(SnapshotMember row, HashSet<string> taken)
    {
        var usual = MemberId.For(row.Presence, ShownText.Keep(row.Email), row.SiteId, ShownText.Keep(row.Name));
        var id = usual;
        for (var occurrence = 1; !taken.Add(id); occurrence++)
            id = MemberId.Next(usual, row.Presence, row.SiteId, occurrence);
        return id;
    }

    // A read from the page alone does not show everything; what it does not show is not taken away.
    private MemberFacts FactsOf(SnapshotMember row, MemberFacts? known) => new(
        row.SiteId ?? known?.SiteId,
        ShownText.Keep(row.Email),
        ShownText.Keep(row.Name),
        row.Role,
        ShownText.Keep(row.RawRole) ?? "",
        SnapshotCheck.IsOperator(snapshot, row),
        row.Presence == Presence.Pending && row.InvitationExpired,
        row.LastActive ?? known?.LastActive,
        row.TwoFactor ?? known?.TwoFactor);

    private static string? Both(string? siteId, string? email) => siteId is not null && AddressOf(email) is { } address ? $"{siteId} {address}" : null;

    private static string? AddressOf(string? email) => ShownText.Keep(email) is { } shown ? EmailAddress.KeyOf(shown) : null;

    private static string? NameOnly(string? siteId, string? email, string? name) => siteId is null && email is null ? name ?? "" : null;
}
