using Seatkeeper.Contracts;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Explaining;

/// <summary>Puts together why a member has, had or lost a seat, from what is stored.</summary>
public sealed class Explanations(MembersTable members, GrantsTable grants, ActivityTable activity, TaskItemsTable items)
{
    private const int MostEvents = 200;
    private const int MostTasks = 20;

    /// <summary>The explanation, or null where there is no such member.</summary>
    public async Task<ExplanationResponse?> FindAsync(Hub hub, string memberId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var everybody = await members.LoadAsync(hub.Id, cancel);
        if (everybody.FirstOrDefault(stored => stored.Member.Id == memberId) is not { } found)
            return null;

        var person = found.Member.Decision is { IsMatched: true, UserId: { } user } ? user : null;
        var held = await grants.LoadOfAsync(hub.Id, person is null ? [] : [person], cancel);
        var reasons = SeatReason.Of(found.Member, held.All);
        var history = await HistoryAsync(hub.Id, SameAddress(everybody, found.Member), person, cancel);
        return new ExplanationResponse(
            HubViews.Member(found, hub), SeatReason.Summarize(found.Member, reasons), [.. reasons.Select(reason => Of(hub.Id, reason))], history);
    }

    // The invitation and the seat that came of it are two members.
    private static HashSet<string> SameAddress(IReadOnlyList<StoredMember> everybody, Member member)
    {
        var key = member.Facts.Email is { } email ? EmailAddress.KeyOf(email) : null;
        return everybody.Select(stored => stored.Member)
            .Where(other => other.Id == member.Id || (key is not null && other.Facts.Email is { } address && EmailAddress.KeyOf(address) == key))
            .Select(other => other.Id).ToHashSet(StringComparer.Ordinal);
    }

    private static SeatReasonResponse Of(string hubId, SeatReason reason) => new(reason.Kind, reason.Sentence, reason.Since, reason.Kind switch
    {
        nameof(GrantSource.Team) => $"/api/v1/hubs/{hubId}/teams/{reason.SourceId}",
        nameof(GrantSource.Group) => $"/api/v1/hubs/{hubId}/groups/{reason.SourceId}",
        _ => null,
    });

    private async Task<IReadOnlyList<SeatEventResponse>> HistoryAsync(string hubId, HashSet<string> ids, string? person, CancellationToken cancel)
    {
        var entries = new List<RecordedEntry>();
        foreach (var id in ids)
            entries.AddRange(await activity.ReadAsync(new ActivityFilter(hubId, MemberId: id), cancel).Take(MostEvents).ToListAsync(cancel));

        // What teams, groups and the hub's Owners gave and took is told of the person, who may have had no seat then.
        if (person is not null)
            entries.AddRange(await activity.ReadAsync(new ActivityFilter(hubId, UserId: person), cancel).Where(entry => IsOfGrants(entry.Entry)).Take(MostEvents).ToListAsync(cancel));

        var newest = entries.OrderByDescending(entry => entry.Entry.At).ThenByDescending(entry => entry.Sequence).Take(MostEvents).ToList();
        var evidence = await EvidenceAsync(newest.Select(entry => entry.Entry.TaskId).OfType<string>().Distinct(StringComparer.Ordinal).Take(MostTasks), ids, cancel);
        return [.. newest.Select(entry => Of(entry, evidence))];
    }

    private static bool IsOfGrants(ActivityEntry entry) =>
        entry.MemberId is null && (entry.Event.StartsWith("grant", StringComparison.Ordinal) || entry.Event.StartsWith("group", StringComparison.Ordinal)
            || entry.Event is "teamLeftForGood" or "hubRoleChanged" or "hubAccessRemoved");

    private static SeatEventResponse Of(RecordedEntry recorded, Dictionary<string, IReadOnlyList<string>> evidence)
    {
        var task = recorded.Entry.TaskId;
        return new SeatEventResponse(
            ActivityViews.Of(recorded), task is null ? null : $"/api/v1/tasks/{task}", task is not null && evidence.TryGetValue(task, out var shown) ? shown : []);
    }

    private async Task<Dictionary<string, IReadOnlyList<string>>> EvidenceAsync(IEnumerable<string> tasks, HashSet<string> ids, CancellationToken cancel)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            // Who was to be invited had no member yet: the item is named as the invitation's member will be.
            var ofMember = (await items.LoadAsync(task, cancel)).Values.Where(item => ids.Contains(item.MemberId ?? item.Id));
            found[task] = [.. ofMember.SelectMany(item => item.Evidence).Select(kept => $"/api/v1/tasks/{task}/evidence/{kept.Id}")];
        }

        return found;
    }
}
