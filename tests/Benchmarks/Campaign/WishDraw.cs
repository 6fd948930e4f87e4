using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>
/// Draws what the app is asked for next: one to three people, one kind of change; nobody, for a check; now and then more removals than go
/// without a person's word.
/// </summary>
internal sealed class WishDraw(Random random, string newcomers)
{
    private static readonly string[] Roles = ["Admin", "Member", "Guest"];
    private int invited;

    public IReadOnlyList<Wish> Next(WishedWorld world) => random.Next(18) switch
    {
        >= 0 and <= 3 => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Wish(ChangeAction.Invite, $"{newcomers}.{++invited}@corp.test", "Member"))],
        >= 4 and <= 7 => [.. Some(world.Confirmed("Member"), random.Next(1, 4)).Select(email => new Wish(ChangeAction.Remove, email))],
        8 or 9 => [.. Some(world.Confirmed("Member"), 1).Select(email => new Wish(ChangeAction.ChangeRole, email, Roles[random.Next(2) * 2]))],
        10 or 11 => [.. Some(world.Pending(), 1).Select(email => new Wish(ChangeAction.ResendInvitation, email))],
        12 or 13 => [.. Some(world.Pending(), 1).Select(email => new Wish(ChangeAction.CancelInvitation, email))],
        14 => [.. Some(world.Confirmed("Member"), 8).Select(email => new Wish(ChangeAction.Remove, email))],
        _ => [],
    };

    private IEnumerable<string> Some(IReadOnlyList<string> people, int count) =>
        Enumerable.Range(0, Math.Min(count, people.Count)).Select(_ => people[random.Next(people.Count)]).Distinct(StringComparer.OrdinalIgnoreCase);
}
