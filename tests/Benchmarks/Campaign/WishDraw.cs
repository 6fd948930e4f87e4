using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>Draws what the app is asked for next: one to three people, one kind of change; nobody, for a check.</summary>
internal sealed class WishDraw(Random random)
{
    private static readonly string[] Roles = ["Admin", "Member", "Guest"];
    private int invited;

    public IReadOnlyList<Wish> Next(WishedWorld world) => random.Next(8) switch
    {
        0 or 1 => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Wish(ChangeAction.Invite, $"campaign.{++invited}@corp.test", "Member"))],
        2 or 3 => [.. Some(world.Confirmed("Member"), random.Next(1, 4)).Select(email => new Wish(ChangeAction.Remove, email))],
        4 => [.. Some(world.Confirmed("Member"), 1).Select(email => new Wish(ChangeAction.ChangeRole, email, Roles[random.Next(2) * 2]))],
        5 => [.. Some(world.Pending(), 1).Select(email => new Wish(ChangeAction.ResendInvitation, email))],
        6 => [.. Some(world.Pending(), 1).Select(email => new Wish(ChangeAction.CancelInvitation, email))],
        _ => [],
    };

    private IEnumerable<string> Some(IReadOnlyList<string> people, int count) =>
        Enumerable.Range(0, Math.Min(count, people.Count)).Select(_ => people[random.Next(people.Count)]).Distinct(StringComparer.OrdinalIgnoreCase);
}
