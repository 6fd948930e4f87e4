using System.Globalization;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>Reads what a hub's provisioning is planned from.</summary>
public sealed class ProvisionSources(SourceTables tables, HubsTable hubs, GrantsTable grants, MembersTable members, ProvisionPeople people)
{
    /// <summary>The teams and groups of a hub as they are stored.</summary>
    public Task<HubSources> OfAsync(string hubId, CancellationToken cancel) => tables.ListAsync(hubId, cancel);

    /// <summary>Reads everything of one hub at once.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="given">Its teams and groups.</param>
    /// <param name="instead">A team or group as it would be, where that is asked for.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<ProvisionInput> ReadAsync(string hubId, HubSources given, SourceInstead instead, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(instead);
        var hub = hubs.GetAsync(hubId, cancel);
        var stored = grants.LoadAsync(hubId, cancel);
        var everybody = people.ReadAsync(cancel);
        var owners = people.OwnersAsync(hubId, cancel);
        var present = members.LoadAsync(hubId, cancel);
        var teams = await Task.WhenAll(given.Teams.Select(team => TeamAsync(team, instead.Team, cancel)));
        var groups = await Task.WhenAll(given.Groups.Select(group => GroupAsync(group, instead.Group, cancel)));
        return new ProvisionInput(
            await stored, [.. teams.OfType<GrantingSource>(), .. groups], await everybody, [.. (await present).Select(member => member.Member)], await owners, at)
        { Rules = RulesOf(await hub), ReadAt = (await hub)?.LastCheck?.ReadAt };
    }

    private static GroupRules RulesOf(Hub? hub)
    {
        var rules = hub?.Rules ?? new HubRules();
        return new GroupRules(TimeSpan.FromMinutes(rules.GraceMinutes), rules.LeaversAutomatic, rules.AdoptExistingMembers);
    }

    // A team that cannot be found is no team without members: what it gave stays until somebody takes it from the hub.
    private async Task<GrantingSource?> TeamAsync(HubAssignment given, Team? instead, CancellationToken cancel)
    {
        var team = instead?.About.Id == given.SourceId ? instead : await tables.Teams.FindAsync(given.SourceId, cancel);
        if (team is null && given.Ends is null)
            return null;
        return new GrantingSource(
            GrantSource.Team, given.SourceId, team?.About.Name ?? given.SourceId, given.AppRole, given.HubRole, (team?.MemberIds ?? []).ToHashSet(StringComparer.Ordinal), given.Ends);
    }

    // Neither is a group that cannot be found, or was never read to its end.
    private async Task<GrantingSource> GroupAsync(HubAssignment given, IdpGroup? instead, CancellationToken cancel)
    {
        var group = instead?.About.Id == given.SourceId ? instead : await tables.Groups.FindAsync(given.SourceId, cancel);
        var named = (group?.MemberIds ?? []).ToHashSet(StringComparer.Ordinal);
        var source = new GrantingSource(GrantSource.Group, given.SourceId, group?.About.Name ?? given.SourceId, given.AppRole, given.HubRole, named, given.Ends);
        if (group is not { About: { WasRead: true } about })
            return source with { IsUnread = given.Ends is null, Cause = Mapped(given) };
        var isMapped = given.Ends is not null || !(given.StoredAt <= about.ChangedAt);
        return source with
        {
            ReadAt = about.ReadAt,
            SeenAt = about.SeenAt,
            IsGone = about.IsGone,
            Version = about.Version,
            // What was changed before the hub was given the group is not what the hub's people have their seats for.
            Leavings = group.Leavings.WithCausesSince(isMapped ? DateTimeOffset.MaxValue : given.StoredAt ?? default),
            Cause = isMapped ? Mapped(given) : new SourceCause(about.Cause.Kind, about.Cause.Id, about.Cause.At),
        };
    }

    private static SourceCause Mapped(HubAssignment given) =>
        new(given.Ends is null ? "mapped by" : "taken from the hub by", given.ChangedBy.Name, given.StoredAt ?? given.Since);
}

/// <summary>A team or group as it would be.</summary>
/// <param name="Team">The team, or null.</param>
/// <param name="Group">The group, or null.</param>
public sealed record SourceInstead(Team? Team = null, IdpGroup? Group = null)
{
    /// <summary>All are as they are stored.</summary>
    public static SourceInstead Nothing { get; } = new();
}

/// <summary>Reads what provisioning has to know of people.</summary>
public sealed class ProvisionPeople(WorkspaceUsersTable users, HubPeopleTable people)
{
    /// <summary>Everybody, those who left included.</summary>
    public async Task<IReadOnlyCollection<ProvisionPerson>> ReadAsync(CancellationToken cancel) =>
    [
        .. (await users.ReadAllAsync(cancel)).Select(person => new ProvisionPerson(
            person.ToWorkspaceUser(), AccessRules.HighestHubRole(person.Role)) {
                OutBecause = Said(person.Directory),
                IsInNoList = person.Directory?.State is DirectoryState.Deleted or DirectoryState.Purged,
                IsMissed = person.Directory?.State is DirectoryState.Missing,
                LeftAt = person.LeftAt,
            }),
    ];

    /// <summary>Who is Owner of a hub.</summary>
    public async Task<IReadOnlySet<string>> OwnersAsync(string hubId, CancellationToken cancel) =>
        (await people.ListOwnersAsync(hubId, cancel)).Select(owner => owner.UserId).ToHashSet(StringComparer.Ordinal);

    private static string? Said(DirectoryFacts? facts) => facts is { IsOut: true, State: var state, Since: var since }
        ? string.Create(CultureInfo.InvariantCulture, $"{state} in the directory since {since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
        : null;
}
