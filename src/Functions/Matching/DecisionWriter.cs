using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Matching;

/// <summary>Writes what people decide about members: the member, and after it why the person has the seat, what they may do in the hub, and the activity.</summary>
public sealed class DecisionWriter(MembersTable members, GrantsTable grants, HubPeopleTable people, HubPeopleChanges roles, ActivityTable activity)
{
    // For more people than this one read of all members is less than one for each.
    private const int FewPeople = 3;

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

    /// <summary>Finishes what the rows of members say was decided and not followed yet; where nothing is, nothing is done.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> FinishAsync(string hubId, IReadOnlyCollection<string> memberIds, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(memberIds);
        var isFinished = false;
        while (await UntoldAsync(hubId, memberIds, cancel) is { Count: > 0 } left)
        {
            await FollowAsync(hubId, [.. left.SelectMany(Concerned)], cancel);
            await activity.AppendAsync(hubId, [.. left.Select(stored => stored.Untold).OfType<ActivityEntry>()], cancel);
            isFinished = true;
            var limit = new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel };
            await Parallel.ForEachAsync(left, limit, async (stored, stop) => await members.TryWriteAsync(hubId, [stored with { Untold = null }], stop));
        }

        return isFinished;
    }

    /// <summary>
    /// Brings grants and access of people in step with the members that are matched to them now. Done again, it comes to the same; of
    /// two at once, whoever writes last sees what the other decided.
    /// </summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="concerned">The people.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task FollowAsync(string hubId, IReadOnlyCollection<DecidedPerson> concerned, CancellationToken cancel)
    {
        var open = concerned.DistinctBy(person => person.UserId, StringComparer.Ordinal).ToList();
        var seats = await SeatsAsync(hubId, open, cancel);
        while (open.Count > 0)
        {
            await FollowAsync(hubId, open, seats, cancel);
            var (before, now) = (seats, await SeatsAsync(hubId, open, cancel));
            open = open.FindAll(person => !now[person.UserId].Select(Decided).SequenceEqual(before[person.UserId].Select(Decided)));
            seats = now;
        }
    }

    private async Task FollowAsync(string hubId, List<DecidedPerson> concerned, ILookup<string, Member> seats, CancellationToken cancel)
    {
        var held = concerned.Count <= FewPeople ? await grants.LoadOfAsync(hubId, concerned.Select(person => person.UserId), cancel) : await grants.LoadAsync(hubId, cancel);
        var changes = concerned.Select(person => OwnGrants.Of(person.UserId, [.. seats[person.UserId]], held.Of(person.UserId), person.At)).ToList();
        await grants.ApplyAsync(hubId, new GrantChanges([.. changes.SelectMany(change => change.Put)], [.. changes.SelectMany(change => change.Taken)]), cancel);
        foreach (var person in concerned.Where(person => seats[person.UserId].Any(IsOwnersByHand)))
        {
            // By what is so once it is their turn: somebody may be making them Collaborator at this moment.
            var wanted = new WantedRole(person.UserId, HubRole.Owner, "hubRoleChanged") { TaskId = person.TaskId };
            await roles.OwnAsync(hubId, wanted, person.By, now => MayOwn(now.Person) && now.Seats.Any(seat => IsOwnersByHand(seat.Member)), cancel);
        }

        await people.PutCollaboratorsAsync(hubId, concerned.ToDictionary(person => person.UserId, person => seats[person.UserId].Any(), StringComparer.Ordinal), cancel);
    }

    private async Task<ILookup<string, Member>> SeatsAsync(string hubId, List<DecidedPerson> concerned, CancellationToken cancel)
    {
        var rows = concerned.Count <= FewPeople
            ? (await Task.WhenAll(concerned.Select(person => members.LoadMatchedAsync(hubId, person.UserId, cancel)))).SelectMany(stored => stored)
            : await members.LoadAsync(hubId, cancel);
        return rows.Select(stored => stored.Member).Where(member => member is { IsPresent: true, Decision.IsMatched: true }).ToLookup(member => member.Decision.UserId ?? "", StringComparer.Ordinal);
    }

    private async Task<List<StoredMember>> UntoldAsync(string hubId, IReadOnlyCollection<string> memberIds, CancellationToken cancel)
    {
        var rows = memberIds.Count <= FewPeople
            ? (await Task.WhenAll(memberIds.Select(id => members.GetAsync(hubId, id, cancel)))).OfType<StoredMember>()
            : (await members.LoadAsync(hubId, cancel)).IntersectBy(memberIds, stored => stored.Member.Id, StringComparer.Ordinal);
        return [.. rows.Where(stored => stored.Untold is not null)];
    }

    private static IEnumerable<DecidedPerson> Concerned(StoredMember stored) => stored.Untold is not { } told
        ? []
        : new[] { told.UserId, stored.Member.Decision.UserId }.OfType<string>()
            .Select(person => new DecidedPerson(person, told.At, new Caller(told.ActorId, told.ActorName, WorkspaceRole.User, IsPerson: true, InPerson: false), told.TaskId));

    private static bool MayOwn(DirectoryPerson? person) => person is not null && AccessRules.KeepsHubOwned(person.Role, person.Active);

    private static bool IsOwnersByHand(Member member) => member.Decision is { IsMatched: true, By: DecidedBy.Person, HubRole: HubRole.Owner };

    private static (string Id, MemberDecision Decision) Decided(Member member) => (member.Id, member.Decision);
}

/// <summary>Somebody about whose member something was decided.</summary>
/// <param name="UserId">The person.</param>
/// <param name="At">When it was decided.</param>
/// <param name="By">By whom.</param>
/// <param name="TaskId">In which task.</param>
public sealed record DecidedPerson(string UserId, DateTimeOffset At, Caller By, string? TaskId = null);
