using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Granting;

/// <summary>Grants and members in short.</summary>
internal static class GrantWorld
{
    public static readonly DateTimeOffset Now = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    public static Grant Own(string person, AppRole role, HubRole hubRole = HubRole.Collaborator) => Grant.OfPerson(person, GrantSource.Individual, role, hubRole, Now);

    public static Grant Team(string person, string team, AppRole role) => new(person, GrantSource.Team, team, $"Name of {team}", role, HubRole.Collaborator, Now);

    public static Grant Group(string person, string group, AppRole role) => new(person, GrantSource.Group, group, $"Name of {group}", role, HubRole.Collaborator, Now);

    public static Member Seat(string person, AppRole role = AppRole.Member) => new(
        $"m-{person}", Presence.Confirmed, Presence.Confirmed, new MemberFacts(null, $"{person}@corp.test", person, role, role.ToString()),
        new MemberDecision(MemberStatus.Onboarded, DecidedBy.Check, person, HubRole.Collaborator), MemberStage.None, Now, Now);
}
