using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Matching;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Applying;

/// <summary>What follows from a plan's members for the people behind them: who may log in through the hub, and why they have their seats.</summary>
public sealed class SeatReasons(MembersTable members, HubPeopleTable people, GrantsTable grants, DecisionWriter decisions)
{
    /// <summary>Writes it; done again, it comes to the same.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="written">The members before and after it.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task WriteAsync(string hubId, StoredPlan plan, WrittenMembers written, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(written);

        // Roles before members: whoever has a role by then had their seat before, or has it no more. While a plan was written, which
        // takes a while, somebody may have decided about members: what is so now counts.
        var roles = await people.ListAsync(hubId, cancel);
        var now = plan.Plan.IsEmpty ? [.. written.After.Values] : (await members.LoadAsync(hubId, cancel)).Select(stored => stored.Member).ToList();
        await WriteCollaboratorsAsync(hubId, roles, now, cancel);

        // What people, teams and groups gave stays; whoever has a seat and none of that is known to have had it already.
        // By the plan's own list of news: written a second time, it comes to the same.
        var told = plan.Plan.Changes.Where(change => change.TellsRole).Select(change => change.MemberId).ToHashSet(StringComparer.Ordinal);
        await grants.ApplyAsync(hubId, ImportedGrants.Plan(await grants.LoadAsync(hubId, cancel), now, told, plan.Plan.ReadAt), cancel);

        // A call that was cut short between a decision and what follows from it is finished here at the latest.
        await decisions.FinishAsync(hubId, [.. written.Before.Values.Where(member => member.Untold is not null).Select(member => member.Member.Id)], cancel);
    }

    // Every matched person who is present may log in through the hub, and nobody else. Owners keep what they have; what is so already is
    // not written.
    private async Task WriteCollaboratorsAsync(string hubId, IReadOnlyDictionary<string, HubRole> roles, IReadOnlyCollection<Member> now, CancellationToken cancel)
    {
        var present = now.Where(member => member is { IsPresent: true, Decision.IsMatched: true }).Select(member => member.Decision.UserId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var without = roles.Where(person => person.Value == HubRole.Collaborator && !present.Contains(person.Key)).Select(person => person.Key);
        await people.PutCollaboratorsAsync(hubId, present.Concat(without).ToDictionary(person => person, present.Contains, StringComparer.Ordinal), cancel);
    }
}

/// <summary>The members of a hub around the writing of a plan, by id.</summary>
/// <param name="Before">The rows that it was put on.</param>
/// <param name="After">What they are afterwards.</param>
public sealed record WrittenMembers(IReadOnlyDictionary<string, StoredMember> Before, IReadOnlyDictionary<string, Member> After)
{
    internal static WrittenMembers Of(Dictionary<string, StoredMember> before, IReadOnlyList<StoredMember> changed)
    {
        var after = before.ToDictionary(member => member.Key, member => member.Value.Member, StringComparer.Ordinal);
        foreach (var member in changed)
            after[member.Member.Id] = member.Member;
        return new WrittenMembers(before, after);
    }
}
