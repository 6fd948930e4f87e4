using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Matching;

/// <summary>Writes what people decide about members: the member, and after it why the person has the seat, what they may do in the hub, and the activity.</summary>
public sealed class DecisionWriter(MembersTable members, GrantsTable grants, HubPeopleTable people, ActivityTable activity)
{
    /// <summary>Writes the member.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="stored">The row that was decided on.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="userName">The name of whom the member is matched to.</param>
    /// <param name="untold">What <see cref="FinishAsync"/> has to tell, and for whom; null leaves what the row says.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>False where it is no longer what it was when it was read.</returns>
    public Task<bool> TryWriteAsync(string hubId, StoredMember stored, MemberDecision decision, string? userName, ActivityEntry? untold, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return members.TryWriteAsync(hubId, [stored with { Member = stored.Member with { Decision = decision }, UserName = userName, Untold = untold ?? stored.Untold }], cancel);
    }

    /// <summary>Finishes what the member's row says was decided and not followed yet; where nothing is, nothing is done.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> FinishAsync(string hubId, string memberId, CancellationToken cancel)
    {
        var isFinished = false;
        while (await members.GetAsync(hubId, memberId, cancel) is { Untold: { } untold } stored)
        {
            await FollowAsync(hubId, [untold.UserId, stored.Member.Decision.UserId], untold.At, cancel);
            await activity.AppendAsync(hubId, untold, cancel);
            isFinished = true;
            if (await members.TryWriteAsync(hubId, [stored with { Untold = null }], cancel))
                return true;
        }

        return isFinished;
    }

    /// <summary>
    /// Brings grants and access of people in step with the members that are matched to them now. Done again, it comes to the same; of
    /// two at once, whoever writes last sees what the other decided.
    /// </summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="concerned">The people.</param>
    /// <param name="at">When it was decided.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task FollowAsync(string hubId, IEnumerable<string?> concerned, DateTimeOffset at, CancellationToken cancel)
    {
        foreach (var person in concerned.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var seats = await SeatsAsync(hubId, person, cancel);
            while (true)
            {
                await FollowAsync(hubId, person, seats, at, cancel);
                var now = await SeatsAsync(hubId, person, cancel);
                if (now.Select(Decided).SequenceEqual(seats.Select(Decided)))
                    break;
                seats = now;
            }
        }
    }

    private async Task FollowAsync(string hubId, string person, IReadOnlyList<Member> seats, DateTimeOffset at, CancellationToken cancel)
    {
        var held = await grants.LoadOfAsync(hubId, [person], cancel);
        await grants.ApplyAsync(hubId, OwnGrants.Of(person, seats, held.All, at), cancel);
        if (seats.Any(member => member.Decision is { By: DecidedBy.Person, HubRole: HubRole.Owner }))
            await people.PutOwnerAsync(new HubPerson(hubId, person, HubRole.Owner, at), cancel);
        await people.PutCollaboratorsAsync(hubId, new Dictionary<string, bool>(StringComparer.Ordinal) { [person] = seats.Count > 0 }, cancel);
    }

    private async Task<IReadOnlyList<Member>> SeatsAsync(string hubId, string person, CancellationToken cancel) =>
        [.. (await members.LoadMatchedAsync(hubId, person, cancel)).Select(stored => stored.Member).Where(member => member.Decision.IsMatched)];

    private static (string Id, MemberDecision Decision) Decided(Member member) => (member.Id, member.Decision);
}
