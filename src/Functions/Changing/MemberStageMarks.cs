using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Changing;

/// <summary>Moves members through their stages while they are changed, and with the end of a change their own grants.</summary>
public sealed class MemberStageMarks(MembersTable members, GrantsTable grants)
{
    /// <summary>
    /// Marks a member as under way. Somebody who is invited for the first time has no row yet. Whoever is under way is exempted no more;
    /// whoever was exempted just before is not begun.
    /// </summary>
    /// <exception cref="AppFailureException"><see cref="FailureKind.ProtectedMember"/>: the member, or the invitation that goes along, is exempted by now.</exception>
    public async Task BeginAsync(string hubId, PlannedChange item, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(item);
        foreach (var id in IdsOf(item))
        {
            await MoveAsync(hubId, id, member => member is { IsPresent: true, Decision.Status: MemberStatus.Exempted }
                ? throw new AppFailureException(new Failure(FailureKind.ProtectedMember, Detail: $"The member is exempted: {member.Decision.Reason}"))
                : MemberStages.Begin(member.Stage, EventsOf(item.Action).Started), cancel);
        }
    }

    /// <summary>Marks how it ended.</summary>
    public async Task EndAsync(string hubId, PlannedChange item, bool isDone, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(item);
        var (started, done, refused) = EventsOf(item.Action);
        await MoveAsync(hubId, item, stage => End(stage, started, isDone ? done : refused), cancel);
    }

    /// <summary>Brings a stage back that seems under way, though nothing is: the member was marked, and then nothing was sent.</summary>
    public async Task BringBackAsync(string hubId, PlannedChange item, bool isDone, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(item);
        var (_, done, refused) = EventsOf(item.Action);
        await MoveAsync(hubId, item, stage => MemberStages.After(stage, isDone ? done : refused) ?? stage, cancel);
    }

    /// <summary>Ends the stage of a member whose change was under way when its task was given up.</summary>
    public Task GiveUpAsync(string hubId, string memberId, ChangeAction action, CancellationToken cancel) =>
        MoveAsync(hubId, memberId, member => MemberStages.After(member.Stage, EventsOf(action).Refused) ?? member.Stage, cancel);

    /// <summary>Ends or changes the grants that no team or group gave, once a change of their person is known to be true.</summary>
    public async Task FollowAsync(string hubId, IReadOnlyCollection<PlannedChange> done, CancellationToken cancel)
    {
        // One read for all of them.
        var concerned = done.Where(item => item.UserId is not null).ToList();
        if (concerned.Count == 0)
            return;
        var held = await grants.LoadAsync(hubId, cancel);
        var seats = (await members.LoadAsync(hubId, cancel)).Select(stored => stored.Member).Where(member => member is { IsPresent: true, Decision.IsMatched: true })
            .ToLookup(member => member.Decision.UserId ?? "", StringComparer.Ordinal);

        // Two seats of one person may have gone at once.
        foreach (var person in concerned.GroupBy(item => item.UserId ?? "", StringComparer.Ordinal))
        {
            var gone = person.Where(item => item.TakesAway).SelectMany(IdsOf).ToHashSet(StringComparer.Ordinal);
            var keepsASeat = seats[person.Key].Any(other => !gone.Contains(other.Id));
            var after = person.Aggregate(held, (now, item) => OwnGrants.After(item, now.Of(person.Key), keepsASeat).On(now));
            var (before, left) = (held.Of(person.Key), after.Of(person.Key));
            await grants.ApplyAsync(hubId, new GrantChanges([.. left.Except(before)], [.. before.Select(grant => grant.Key).Except(left.Select(grant => grant.Key))]), cancel);
        }
    }

    // A second call finds the stage at its end already.
    private static MemberStage End(MemberStage stage, MemberEvent started, MemberEvent end) => MemberStages.After(stage, end)
        ?? (MemberStages.After(stage, started) is { } begun && MemberStages.After(begun, end) is { } ended ? ended : stage);

    private async Task MoveAsync(string hubId, PlannedChange item, Func<MemberStage, MemberStage> move, CancellationToken cancel)
    {
        foreach (var id in IdsOf(item))
            await MoveAsync(hubId, id, member => move(member.Stage), cancel);
    }

    private static IEnumerable<string> IdsOf(PlannedChange item) => new[] { item.MemberId, item.TwinId }.OfType<string>();

    private async Task MoveAsync(string hubId, string memberId, Func<Member, MemberStage> move, CancellationToken cancel)
    {
        while (await members.GetAsync(hubId, memberId, cancel) is { } stored)
        {
            var stage = move(stored.Member);
            if (stage == stored.Member.Stage || await members.TryWriteAsync(hubId, [stored with { Member = stored.Member with { Stage = stage } }], cancel))
                return;
        }
    }

    private static (MemberEvent Started, MemberEvent Done, MemberEvent Refused) EventsOf(ChangeAction action) => action switch
    {
        ChangeAction.Invite or ChangeAction.ResendInvitation => (MemberEvent.InviteStarted, MemberEvent.InviteSent, MemberEvent.InviteRefused),
        ChangeAction.ChangeRole => (MemberEvent.UpdateStarted, MemberEvent.UpdateDone, MemberEvent.UpdateRefused),
        _ => (MemberEvent.RemovalStarted, MemberEvent.RemovalDone, MemberEvent.RemovalRefused),
    };
}
