using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>Reads what a hub's provisioning is planned from.</summary>
public sealed class ProvisionSources(HubTeamsTable hubTeams, TeamsTable teams, GrantsTable grants, MembersTable members, ProvisionPeople people)
{
    /// <summary>The teams of a hub as they are stored.</summary>
    public Task<IReadOnlyList<HubAssignment>> TeamsOfAsync(string hubId, CancellationToken cancel) => hubTeams.ListAsync(hubId, cancel);

    /// <summary>Reads everything of one hub at once.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="given">Its teams.</param>
    /// <param name="instead">A team as it would be, where that is asked for.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<ProvisionInput> ReadAsync(string hubId, IReadOnlyList<HubAssignment> given, Team? instead, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        var stored = grants.LoadAsync(hubId, cancel);
        var everybody = people.ReadAsync(cancel);
        var owners = people.OwnersAsync(hubId, cancel);
        var present = members.LoadAsync(hubId, cancel);
        var sources = await Task.WhenAll(given.Select(team => SourceAsync(team, instead, cancel)));
        return new ProvisionInput(
            await stored, [.. sources.OfType<GrantingSource>()], await everybody, [.. (await present).Select(member => member.Member)], await owners, at);
    }

    // A team that cannot be found is no team without members: what it gave stays until somebody takes it from the hub.
    private async Task<GrantingSource?> SourceAsync(HubAssignment given, Team? instead, CancellationToken cancel)
    {
        var team = instead?.About.Id == given.SourceId ? instead : await teams.FindAsync(given.SourceId, cancel);
        if (team is null && given.Ends is null)
            return null;
        return new GrantingSource(
            GrantSource.Team, given.SourceId, team?.About.Name ?? given.SourceId, given.AppRole, given.HubRole, (team?.MemberIds ?? []).ToHashSet(StringComparer.Ordinal), given.Ends);
    }
}

/// <summary>Reads what provisioning has to know of people.</summary>
public sealed class ProvisionPeople(WorkspaceUsersTable users, HubPeopleTable people)
{
    /// <summary>Everybody, those who left included.</summary>
    public async Task<IReadOnlyCollection<ProvisionPerson>> ReadAsync(CancellationToken cancel) =>
    [
        .. (await users.ReadAllAsync(cancel)).Select(person => new ProvisionPerson(
            person.ToWorkspaceUser(), AccessRules.HighestHubRole(person.Role))),
    ];

    /// <summary>Who is Owner of a hub.</summary>
    public async Task<IReadOnlySet<string>> OwnersAsync(string hubId, CancellationToken cancel) =>
        (await people.ListOwnersAsync(hubId, cancel)).Select(owner => owner.UserId).ToHashSet(StringComparer.Ordinal);
}
