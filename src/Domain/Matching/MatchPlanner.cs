using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Matching;

/// <summary>Whom somebody wants to be matched to whom.</summary>
/// <param name="Matches">One a member.</param>
public sealed record MatchWish(IReadOnlyList<WishedMatch> Matches)
{
    /// <summary>The most members of one wish.</summary>
    public const int MostMatches = 500;
}

/// <summary>One match of a wish.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="UserId">The person.</param>
/// <param name="HubRole">Their role in the hub.</param>
public sealed record WishedMatch(string MemberId, string UserId, HubRole HubRole);

/// <summary>What would be decided about one member.</summary>
/// <param name="Wish">What is wished.</param>
/// <param name="Label">The member, for people.</param>
/// <param name="UserName">The person's name.</param>
/// <param name="Answer">What comes of it.</param>
public sealed record PlannedMatch(WishedMatch Wish, string Label, string? UserName, DecisionAnswer Answer)
{
    /// <summary>The refusal as the failure of a task's item.</summary>
    public Failure? Failure => Answer.Refused is { } refused
        ? new Failure(refused.Kind == RefusalKind.NotFound ? FailureKind.MemberNotFound : refused.Kind == RefusalKind.AlreadyMatched ? FailureKind.AmbiguousIdentity : FailureKind.ProtectedMember, Detail: refused.Detail)
        : null;
}

/// <summary>Decides about several matches together, so that nobody is matched twice in a hub. Pure: the same input gives the same plan.</summary>
public static class MatchPlanner
{
    /// <summary>Makes the plan, one entry a wish, in their order.</summary>
    /// <param name="wish">What is wished.</param>
    /// <param name="stored">All members of the hub, gone ones included.</param>
    /// <param name="people">The people of the wish, by id.</param>
    public static IReadOnlyList<PlannedMatch> Plan(MatchWish wish, IReadOnlyList<Member> stored, IReadOnlyDictionary<string, WorkspaceUser> people)
    {
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(people);
        var byId = stored.ToDictionary(member => member.Id, StringComparer.Ordinal);
        var held = stored.Where(member => member is { IsPresent: true, Decision: { IsMatched: true, UserId: not null } })
            .GroupBy(member => member.Decision.UserId ?? "", StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First().Id, StringComparer.Ordinal);

        var planned = new List<PlannedMatch>();
        foreach (var wanted in wish.Matches)
        {
            var member = byId.GetValueOrDefault(wanted.MemberId);
            var person = people.GetValueOrDefault(wanted.UserId);
            var answer = Answer(wanted, member, person, held);
            if (answer.Decision is not null)
                held[wanted.UserId] = wanted.MemberId;
            planned.Add(new PlannedMatch(wanted, member?.Facts.Email ?? member?.Facts.Name ?? wanted.MemberId, person?.Name, answer));
        }

        return planned;
    }

    private static DecisionAnswer Answer(WishedMatch wanted, Member? member, WorkspaceUser? person, Dictionary<string, string> held)
    {
        if (member is null)
            return DecisionAnswer.Refuse(RefusalKind.NotFound, "There is no such member in this hub.");
        if (person is null)
            return DecisionAnswer.Refuse(RefusalKind.NotFound, "There is no such person.");
        if (held.TryGetValue(person.Id, out var other) && other != member.Id)
            return DecisionAnswer.Refuse(RefusalKind.AlreadyMatched, $"{person.Name} is matched to another member of this hub.");
        return HandDecisions.Match(member, person, wanted.HubRole);
    }
}
