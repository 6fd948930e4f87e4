using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Matching;

/// <summary>
/// What follows for people once changes of members are known to be true: whoever was added is matched, holds a grant and may log in
/// through the hub; whoever lost only the access to the hub is matched no more. Done again, it comes to the same.
/// </summary>
public sealed class SeatFollowing(MembersTable members, SeatPeople people, DecisionWriter writer)
{
    /// <summary>Writes what follows.</summary>
    /// <param name="task">The task.</param>
    /// <param name="wish">What was wished.</param>
    /// <param name="done">The changes, which took place.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>By the ids of changes, why it could not be written.</returns>
    public async Task<IReadOnlyDictionary<string, Failure>> FollowAsync(AutomatedTask task, ChangeWish wish, IReadOnlyCollection<PlannedChange> done, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(wish);
        var round = new Round(task, wish);
        foreach (var change in done.Where(change => change is { HubOnly: true, GivenTo: not null }))
            round.End(change, new Step(await AddOwnerAsync(task, change.GivenTo ?? "", cancel)));
        var open = done.Where(change => change.HubOnly == (change.GivenTo is null)).ToList();
        while (open.Count > 0)
            open = await DecideAsync(round, open, cancel);
        await writer.FinishAsync(task.HubId ?? "", round.Decided, cancel);
        return round.Failures;
    }

    /// <summary>
    /// The changes as they came to be for whoever turned out to have a seat under another address: somebody matched it to them after the
    /// plan was made, so nothing was sent, and the list has something to say about that seat.
    /// </summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="items">What came of it, by the ids of changes.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IReadOnlyDictionary<string, PlannedChange>> AsSeatedAsync(string hubId, ChangePlan plan, IReadOnlyDictionary<string, TaskItem> items, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(items);
        var planned = plan.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        var wished = plan.Wish.People.ToDictionary(person => person.ItemId, person => person.UserId ?? person.HolderId, StringComparer.Ordinal);
        var passed = plan.ToDo().Where(item => item.Action == ChangeAction.Invite && wished.GetValueOrDefault(item.Id) is not null
            && items.GetValueOrDefault(item.Id) is { IntentAt: null, Outcome: ChangeStatus.NoChangeNeeded }).ToList();
        if (passed.Count == 0)
            return planned;
        var seats = (await members.LoadAsync(hubId, cancel)).Select(stored => stored.Member).Where(member => member is { IsPresent: true, Decision: { IsMatched: true, UserId: not null } })
            .OrderBy(member => member.Presence).ToLookup(member => member.Decision.UserId, StringComparer.Ordinal);
        foreach (var item in passed)
        {
            if (seats[wished[item.Id]].FirstOrDefault() is { } seat)
                planned[item.Id] = item with { MemberId = seat.Id, Email = seat.Facts.Email, UserId = seat.Decision.UserId, AlreadySo = items[item.Id].Result ?? "Has a seat already." };
        }

        return planned;
    }

    // One read for all of them; whose row somebody else writes meanwhile is decided anew.
    private async Task<List<PlannedChange>> DecideAsync(Round round, List<PlannedChange> open, CancellationToken cancel)
    {
        var hubId = round.Task.HubId ?? "";
        var seats = await SeatsAsync(hubId, open, cancel);
        var left = seats.Values.Where(seat => seat.Untold is not null).Select(seat => seat.Member.Id).ToList();

        // What an earlier decision left to be told comes first: the row has room for one.
        if (left.Count > 0 && await writer.FinishAsync(hubId, left, cancel))
            return open;
        var again = new List<PlannedChange>();
        foreach (var change in open)
        {
            var step = seats.GetValueOrDefault(change.Id) is not { } seat ? new Step(Missing(change))
                : change.HubOnly ? await TakeAccessAsync(round, change, seat, cancel)
                : await GiveAsync(round.Task, change, seat, cancel);
            if (!round.End(change, step))
                again.Add(change);
        }

        return again;
    }

    private async Task<Step> GiveAsync(AutomatedTask task, PlannedChange change, StoredMember stored, CancellationToken cancel)
    {
        var (hubId, userId) = (task.HubId ?? "", change.GivenTo ?? "");
        if (await people.Users.FindAsync(userId, cancel) is not { Active: true } person)
            return Protected("The person left the workspace meanwhile.");
        var highest = await HighestAsync(hubId, stored.Member.Decision, userId, change.HubRole ?? HubRole.Collaborator, cancel);
        var given = highest > AccessRules.HighestHubRole(person.Role) ? HubRole.Collaborator : highest;
        var answer = HandDecisions.Match(stored.Member, person.ToWorkspaceUser(), given);
        if (answer.Refused is { } refused)
            return Protected(refused.Detail);
        var told = Entry(task, change, "memberMatched", userId) with { Target = change.Label, MemberId = stored.Member.Id, After = $"{person.Name}, {given}, added" };
        return await DecideAsync(hubId, stored, answer.Decision, person.Name, told, cancel);
    }

    // Whoever is more already stays it, unless it is a team or group that makes them so: that is not given by name.
    private async Task<HubRole> HighestAsync(string hubId, MemberDecision decision, string userId, HubRole wished, CancellationToken cancel)
    {
        if (decision.UserId != userId || decision.HubRole is not { } has || has <= wished)
            return wished;
        var held = (await people.Grants.LoadOfAsync(hubId, [userId], cancel)).Of(userId).Where(grant => grant.HubRole == has).ToList();
        return held.Count > 0 && held.TrueForAll(grant => grant.IsShared) ? wished : has;
    }

    private async Task<Step> TakeAccessAsync(Round round, PlannedChange change, StoredMember stored, CancellationToken cancel)
    {
        var (task, wish) = (round.Task, round.Wish);
        var (hubId, person) = (task.HubId ?? "", stored.Member.Decision.UserId);
        if (person is not null && await people.Hubs.FindRoleAsync(hubId, person, cancel) == HubRole.Owner)
            return Protected("The person is Owner of the hub; take that away first.");
        var held = await people.Grants.LoadOfAsync(hubId, person is null ? [] : [person], cancel);
        var answer = HandDecisions.TakeAccess(stored.Member, held, wish.Reason);
        if (answer.Refused is { } refused)
            return Protected(refused.Detail);
        var told = Entry(task, change, "hubAccessRemoved", person) with { Target = change.Label, MemberId = stored.Member.Id, Before = stored.UserName, After = wish.Reason };
        return await DecideAsync(hubId, stored, answer.Decision, userName: null, told, cancel);
    }

    private async Task<Step> DecideAsync(string hubId, StoredMember stored, MemberDecision? decision, string? userName, ActivityEntry told, CancellationToken cancel) =>
        decision is null || await writer.TryWriteAsync(hubId, stored, decision, userName, told, cancel) ? new Step(Decided: stored.Member.Id) : new Step();

    // Whoever was added: the member by the address that was invited, confirmed before invited; of somebody who was there already, that member.
    private async Task<Dictionary<string, StoredMember>> SeatsAsync(string hubId, List<PlannedChange> open, CancellationToken cancel)
    {
        var all = await members.LoadAsync(hubId, cancel);
        var byId = all.ToDictionary(stored => stored.Member.Id, StringComparer.Ordinal);
        var byAddress = all.Where(stored => stored.Member is { IsPresent: true, Facts.Email: not null }).OrderBy(stored => stored.Member.Presence)
            .ToLookup(stored => EmailAddress.KeyOf(stored.Member.Facts.Email ?? ""), StringComparer.Ordinal);
        return open
            .Select(change => (change.Id, Seat: change.HubOnly ? byId.GetValueOrDefault(change.MemberId ?? "") : byAddress[EmailAddress.KeyOf(change.Email ?? "")].FirstOrDefault()))
            .Where(found => found.Seat is not null)
            .ToDictionary(found => found.Id, found => found.Seat ?? throw new InvalidOperationException("It was found."), StringComparer.Ordinal);
    }

    private async Task<Failure?> AddOwnerAsync(AutomatedTask task, string userId, CancellationToken cancel)
    {
        var wanted = new WantedRole(userId, HubRole.Owner, "hubRoleChanged") { TaskId = task.Id };
        var isOwner = await people.Roles.OwnAsync(
            task.HubId ?? "", wanted, task.Actor, now => now.Person is { Active: true } person && AccessRules.HighestHubRole(person.Role) == HubRole.Owner, cancel);
        return isOwner ? null : new Failure(FailureKind.ProtectedMember, FailurePhase.Verify, Detail: "The person cannot be Owner of a hub any more.");
    }

    private static Failure Missing(PlannedChange change) => change.HubOnly
        ? new Failure(FailureKind.MemberNotFound)
        : new Failure(FailureKind.MemberNotFound, FailurePhase.Verify, Detail: "What the app shows could not be recorded; the next check does, and matches by the address.");

    // With ids of the task and its item: told again, it is the same entry.
    private static ActivityEntry Entry(AutomatedTask task, PlannedChange change, string happened, string? userId) =>
        new($"{task.Id}:{change.Id}:person", task.CreatedAt, task.ActorId, task.ActorName, happened, UserId: userId, TaskId: task.Id);

    private static Step Protected(string detail) => new(new Failure(FailureKind.ProtectedMember, FailurePhase.Verify, Detail: detail));

    /// <summary>What came of all of them so far.</summary>
    private sealed record Round(AutomatedTask Task, ChangeWish Wish)
    {
        public Dictionary<string, Failure> Failures { get; } = new(StringComparer.Ordinal);

        public List<string> Decided { get; } = [];

        /// <returns>False where it has to be decided anew.</returns>
        public bool End(PlannedChange change, Step step)
        {
            if (step.Failure is { } failure)
                Failures[change.Id] = failure;
            else if (step.Decided is { } member)
                Decided.Add(member);
            return step.Failure is not null || step.Decided is not null;
        }
    }

    /// <summary>What came of one: a failure, or the member that was decided about; neither where the row was written by somebody else meanwhile.</summary>
    private sealed record Step(Failure? Failure = null, string? Decided = null);
}

/// <summary>Where what a change means for people is kept.</summary>
public sealed record SeatPeople(WorkspaceUsersTable Users, GrantsTable Grants, HubPeopleTable Hubs, HubPeopleChanges Roles);
