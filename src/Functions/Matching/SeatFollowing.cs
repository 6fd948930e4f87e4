using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Matching;

/// <summary>
/// What follows for the person once a change of members is known to be true: whoever was added is matched, holds a grant and may log in
/// through the hub; whoever lost only the access to the hub is matched no more. Done again, it comes to the same.
/// </summary>
public sealed class SeatFollowing(MembersTable members, SeatPeople people, DecisionWriter writer, ActivityTable activity)
{
    /// <summary>Writes what follows.</summary>
    /// <param name="task">The task.</param>
    /// <param name="wish">What was wished.</param>
    /// <param name="change">The change, which took place.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Why it could not be written, or null.</returns>
    public Task<Failure?> FollowAsync(AutomatedTask task, ChangeWish wish, PlannedChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(change);
        return (change.HubOnly, change.GivenTo) switch
        {
            (true, { } owner) => AddOwnerAsync(task, owner, cancel),
            (true, null) => TakeAccessAsync(task, wish, change, cancel),
            (false, { } user) => GiveAsync(task, change, user, cancel),
            _ => Task.FromResult<Failure?>(null),
        };
    }

    private async Task<Failure?> GiveAsync(AutomatedTask task, PlannedChange change, string userId, CancellationToken cancel)
    {
        var hubId = task.HubId ?? "";
        if (await people.Users.FindAsync(userId, cancel) is not { Active: true } person)
            return Protected("The person left the workspace meanwhile.");
        while (await SeatAsync(hubId, change, cancel) is { } stored)
        {
            // What an earlier decision left to be told comes first: the row has room for one.
            if (stored.Untold is not null && await writer.FinishAsync(hubId, stored.Member.Id, cancel))
                continue;
            var wished = change.HubRole ?? HubRole.Collaborator;
            var highest = stored.Member.Decision.UserId == userId && stored.Member.Decision.HubRole is { } has && has > wished ? has : wished;
            var answer = HandDecisions.Match(stored.Member, person.ToWorkspaceUser(), highest > AccessRules.HighestHubRole(person.Role) ? HubRole.Collaborator : highest);
            if (answer.Refused is { } refused)
                return Protected(refused.Detail);
            var told = Entry(task, change, "memberMatched", userId) with { Target = change.Label, MemberId = stored.Member.Id, After = $"{person.Name}, {highest}, added" };
            if (answer.Decision is { } decision && !await writer.TryWriteAsync(hubId, stored, decision, person.Name, told, cancel))
                continue;
            await writer.FinishAsync(hubId, stored.Member.Id, cancel);
            return null;
        }

        return new Failure(FailureKind.MemberNotFound, FailurePhase.Verify, Detail: "What the app shows could not be recorded; the next check does, and matches by the address.");
    }

    // The member by the address that was invited, confirmed before invited; of somebody who was there already, that member.
    private async Task<StoredMember?> SeatAsync(string hubId, PlannedChange change, CancellationToken cancel)
    {
        var key = EmailAddress.KeyOf(change.Email ?? "");
        return (await members.LoadAsync(hubId, cancel))
            .Where(stored => stored.Member is { IsPresent: true, Facts.Email: not null } && EmailAddress.KeyOf(stored.Member.Facts.Email ?? "") == key)
            .OrderBy(stored => stored.Member.Presence).FirstOrDefault();
    }

    private async Task<Failure?> AddOwnerAsync(AutomatedTask task, string userId, CancellationToken cancel)
    {
        var hubId = task.HubId ?? "";
        if (await people.Users.FindAsync(userId, cancel) is not { Active: true } person || AccessRules.HighestHubRole(person.Role) != HubRole.Owner)
            return Protected("The person cannot be Owner of a hub any more.");
        if ((await people.Grants.LoadOfAsync(hubId, [userId], cancel)).All.All(grant => grant.Source != GrantSource.Individual))
            await people.Grants.ApplyAsync(hubId, new GrantChanges([Grant.OfPerson(userId, GrantSource.Individual, null, HubRole.Owner, task.CreatedAt) with { GivesSeat = false }], []), cancel);
        await people.Hubs.PutOwnerAsync(new HubPerson(hubId, userId, HubRole.Owner, task.CreatedAt), cancel);
        await activity.AppendAsync(hubId, new ActivityEntry(
            $"{task.Id}:{userId}:owner", task.CreatedAt, task.ActorId, task.ActorName, "hubPersonChanged", person.Name, UserId: userId, After: "Owner, without a seat", TaskId: task.Id), cancel);
        return null;
    }

    private async Task<Failure?> TakeAccessAsync(AutomatedTask task, ChangeWish wish, PlannedChange change, CancellationToken cancel)
    {
        var hubId = task.HubId ?? "";
        while (await members.GetAsync(hubId, change.MemberId ?? "", cancel) is { } stored)
        {
            if (stored.Untold is not null && await writer.FinishAsync(hubId, stored.Member.Id, cancel))
                continue;
            var person = stored.Member.Decision.UserId;
            if (person is not null && await people.Hubs.FindRoleAsync(hubId, person, cancel) == HubRole.Owner)
                return Protected("The person is Owner of the hub; take that away first.");
            var held = await people.Grants.LoadOfAsync(hubId, person is null ? [] : [person], cancel);
            var answer = wish.Reason is { } reason ? HandDecisions.Exempt(stored.Member, held, reason, reviewOn: null) : HandDecisions.UndoMatch(stored.Member, held);
            if (answer.Refused is { } refused)
                return Protected(refused.Detail);
            var told = Entry(task, change, "hubAccessRemoved", person) with { Target = change.Label, MemberId = stored.Member.Id, Before = stored.UserName, After = wish.Reason };
            if (answer.Decision is { } decision && !await writer.TryWriteAsync(hubId, stored, decision, userName: null, told, cancel))
                continue;
            await writer.FinishAsync(hubId, stored.Member.Id, cancel);
            return null;
        }

        return new Failure(FailureKind.MemberNotFound);
    }

    // With ids of the task and its item: told again, it is the same entry.
    private static ActivityEntry Entry(AutomatedTask task, PlannedChange change, string happened, string? userId) =>
        new($"{task.Id}:{change.Id}:person", task.CreatedAt, task.ActorId, task.ActorName, happened, UserId: userId, TaskId: task.Id);

    private static Failure Protected(string detail) => new(FailureKind.ProtectedMember, FailurePhase.Verify, Detail: detail);
}

/// <summary>Where what a change means for people is kept.</summary>
public sealed record SeatPeople(WorkspaceUsersTable Users, GrantsTable Grants, HubPeopleTable Hubs);
