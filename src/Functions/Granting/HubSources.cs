using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Granting;

/// <summary>Every team and group that has, or is to lose, a hub.</summary>
/// <param name="Teams">The teams that it was given to.</param>
/// <param name="Groups">The groups that are mapped to it.</param>
public sealed record HubSources(IReadOnlyList<HubAssignment> Teams, IReadOnlyList<HubAssignment> Groups)
{
    /// <summary>With one of the teams as it would be.</summary>
    public HubSources WithTeam(HubAssignment changed) => this with { Teams = With(Teams, changed) };

    /// <summary>With one of the groups as it would be.</summary>
    public HubSources WithGroup(HubAssignment changed) => this with { Groups = With(Groups, changed) };

    private static List<HubAssignment> With(IReadOnlyList<HubAssignment> given, HubAssignment changed) => [.. given.Where(other => other.SourceId != changed.SourceId), changed];
}

/// <summary>Where teams and groups are kept, and which hub each has.</summary>
public sealed record SourceTables(HubTeamsTable HubTeams, TeamsTable Teams, GroupMappingsTable Mappings, GroupsTable Groups)
{
    /// <summary>The teams and groups of a hub as they are stored.</summary>
    public async Task<HubSources> ListAsync(string hubId, CancellationToken cancel) => new(await HubTeams.ListAsync(hubId, cancel), await Mappings.ListAsync(hubId, cancel));
}
