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
        var (before, after) = (written.Before, written.After);
        await WriteCollaboratorsAsync(hubId, plan, before, after, cancel);

        // What people, teams and groups gave stays; whoever has a seat and none of that is known to have had it already.
        var imported = ImportedGrants.Plan(await grants.LoadAsync(hubId, cancel), after.Values, plan.Plan.ReadAt);
        await grants.ApplyAsync(hubId, imported with { Put = await StillTrueAsync(hubId, plan, imported.Put, cancel) }, cancel);

        // A call that was cut short between a decision and what follows from it is finished here at the latest.
        foreach (var left in before.Values.Where(member => member.Untold is not null))
            await decisions.FinishAsync(hubId, left.Member.Id, cancel);
    }

    // Every matched person who is present may log in through the hub; whoever was matched and is no more, may not. Owners keep what they have.
    private async Task WriteCollaboratorsAsync(
        string hubId, StoredPlan plan, IReadOnlyDictionary<string, StoredMember> before, IReadOnlyDictionary<string, Member> after, CancellationToken cancel)
    {
        var present = after.Values.Where(member => member.IsPresent).Select(member => member.Decision.UserId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var touched = plan.Plan.Changes.SelectMany(change => new[] { change.Decision?.UserId, after[change.MemberId].Decision.UserId, before.GetValueOrDefault(change.MemberId)?.Member.Decision.UserId });
        var collaborators = touched.OfType<string>().Distinct(StringComparer.Ordinal).ToDictionary(user => user, present.Contains, StringComparer.Ordinal);
        await people.PutCollaboratorsAsync(hubId, collaborators, cancel);
    }

    // The rows of the plan are as it says, for they were written by their versions. Others may have been decided about since they were read.
    private async Task<IReadOnlyList<Grant>> StillTrueAsync(string hubId, StoredPlan plan, IReadOnlyList<Grant> given, CancellationToken cancel)
    {
        var ours = plan.Plan.Changes.Select(change => change.Decision?.UserId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var still = new List<Grant>();
        foreach (var grant in given)
        {
            if (ours.Contains(grant.UserId) || (await members.LoadMatchedAsync(hubId, grant.UserId, cancel)).Any(seat => seat.Member.Decision.IsMatched))
                still.Add(grant);
        }

        return still;
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
