using System.Globalization;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Syncing;

/// <summary>People who left, for good, every group and team that gave their seat, and still have it: a person has to confirm that it goes.</summary>
public sealed class GroupLeavers(MembersTable members, GrantsTable grants)
{
    /// <summary>The report's kind of them.</summary>
    public const string Kind = "GroupLeaver";

    /// <summary>Why they are removed.</summary>
    public const string Reason = "Left the group or team that gave the seat";

    /// <summary>As lines of a report, as it is now: their grace ends between two checks.</summary>
    public async Task<IReadOnlyList<ReportEntry>> ListAsync(string hubId, CancellationToken cancel)
    {
        var held = await grants.LoadAsync(hubId, cancel);
        if (!held.People.Any(held.HasLapsed))
            return [];
        return
        [
            .. from stored in await members.LoadAsync(hubId, cancel)
               where stored.Member is { IsPresent: true, Facts.IsOperator: false, Decision: { IsMatched: true, UserId: not null } }
               let user = stored.Member.Decision.UserId ?? ""
               where held.HasLapsed(user)
               select new ReportEntry(stored.Member.Id, stored.Member.Facts.Email, Kind, Sentence(stored, held.Of(user))),
        ];
    }

    private static string Sentence(StoredMember stored, IReadOnlyCollection<Grant> held)
    {
        var left = held.Where(grant => grant.LapsedAt is not null).OrderBy(grant => grant.SourceId, StringComparer.Ordinal).Select(Text);
        return $"{stored.UserName ?? stored.Member.Facts.Email} left {string.Join(", and ", left)}, and still has a seat.";
    }

    private static string Text(Grant grant) => string.Create(
        CultureInfo.InvariantCulture, $"the {grant.Source.Noun()} \"{grant.SourceName ?? grant.SourceId}\" (since {grant.LeftSince?.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(grant.Cause is null ? "" : $", {grant.Cause}")}{(grant.NeedsWord ? "; nobody was left in it all at once, or the directory had not listed them, so only a person can confirm it" : "")})");
}
