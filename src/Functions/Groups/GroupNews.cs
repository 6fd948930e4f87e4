using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Groups;

/// <summary>
/// Tells hubs of changes of their groups: marks each, and starts its run. A changed row says that nobody was told yet in the same write
/// as the change itself, so that no change is ever lost; the watchdog tells what was cut short.
/// </summary>
public sealed class GroupNews(SourceTables tables, GrantsTable grants, ProvisionRuns runs, ActivityTable activity, UnreadNews unread)
{
    /// <summary>Tells every hub that a group is mapped to of the group's last change.</summary>
    /// <returns>The runs that take it up.</returns>
    public async Task<IReadOnlyList<AutomatedTask>> TellAsync(string groupId, DurableTaskClient client, CancellationToken cancel)
    {
        var told = new List<AutomatedTask>();
        if ((await tables.Groups.FindAsync(groupId, cancel))?.About is not { IsTold: false } group)
            return told;
        var trigger = group.Origin == GroupOrigin.Scim ? TaskTrigger.Scim : TaskTrigger.GroupChange;
        foreach (var mapping in await tables.Mappings.ListHubsOfAsync(groupId, cancel))
        {
            if (await runs.MarkAsync(mapping.HubId, trigger, StartDailyCheck.Seatkeeper, client, cancel) is { } run)
                told.Add(run);
        }

        await tables.Groups.TryMarkAsync(group, readAt: null, isTold: true, cancel);
        return told;
    }

    /// <summary>Writes into the activity what the row of a mapping says is untold. Written again, it is the same entry.</summary>
    public Task RecordAsync(HubAssignment mapping, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return mapping is { IsTold: false, Untold: { } untold } ? activity.AppendAsync(mapping.HubId, untold, cancel) : Task.CompletedTask;
    }

    /// <summary>Tells a hub that a group was mapped to it, or taken from it.</summary>
    /// <returns>The run that takes it up.</returns>
    public async Task<AutomatedTask> TellAsync(HubAssignment mapping, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        await RecordAsync(mapping, cancel);
        var run = await runs.StartAsync(mapping.HubId, TaskTrigger.GroupChange, mapping.ChangedBy.ToCaller(), client, cancel);
        if (await tables.Mappings.FindAsync(mapping.HubId, mapping.SourceId, cancel) is { IsTold: false } now && now.Stamp == mapping.Stamp)
            await tables.Mappings.TellAsync(now, cancel);
        return run;
    }

    /// <summary>Starts a hub's run, or gives the one under way, where what was asked for was done and told before.</summary>
    public Task<AutomatedTask> RunAsync(string hubId, Caller by, DurableTaskClient client, CancellationToken cancel) => runs.StartAsync(hubId, TaskTrigger.GroupChange, by, client, cancel);

    /// <summary>Tells a hub that its own rules about groups were changed; one without groups, and where nobody's seat waits for a person's word, has nothing to do.</summary>
    public async Task TellOfRulesAsync(string hubId, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        if ((await tables.Mappings.ListAsync(hubId, cancel)).Count > 0 || await WaitsForAWordAsync(hubId, cancel))
            await runs.MarkAsync(hubId, TaskTrigger.Policy, by, client, cancel);
    }

    /// <summary>
    /// Tells a hub once a day that its groups are to be looked at, whatever it was told of them, and what its tasks left. What fell between somebody's row and the
    /// telling of it is found by that: nothing else knows of it. A run that finds nothing costs little.
    /// </summary>
    /// <param name="hub">The hub; one without groups that is in step, whose tasks left nothing and where nobody's seat waits for a person's word, or that is being removed, has nothing to do.</param>
    /// <param name="round">When the day's round began; done again in the same round nothing happens.</param>
    /// <param name="client">Starts the run.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task TellDailyAsync(Hub hub, DateTimeOffset round, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (hub.State >= HubState.Removing)
            return;
        var mapped = await tables.Mappings.ListAsync(hub.Id, cancel);
        await unread.TellAsync(hub.Id, mapped, round, cancel);
        if (mapped.Count > 0 || await runs.RemembersAsync(hub.Id, cancel) || await WaitsForAWordAsync(hub.Id, cancel))
            await runs.StartDailyAsync(hub.Id, round, StartDailyCheck.Seatkeeper, client, cancel);
    }

    // What a team gave waits in hubs without groups too.
    private async Task<bool> WaitsForAWordAsync(string hubId, CancellationToken cancel) => (await grants.LoadAsync(hubId, cancel)).All.Any(grant => grant.LapsedAt is not null);

    /// <summary>Changes that nobody was told of.</summary>
    /// <param name="before">What was changed since may be in progress.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IReadOnlyList<UntoldGroup>> ListUntoldAsync(DateTimeOffset before, CancellationToken cancel) =>
    [
        .. (await tables.Groups.ListUntoldAsync(cancel)).Where(group => group.ChangedAt <= before).Select(group => new UntoldGroup(group.Id, Mapping: null)),
        .. (await tables.Mappings.ListUntoldAsync(cancel)).Where(mapping => mapping.StoredAt <= before).Select(mapping => new UntoldGroup(mapping.SourceId, mapping)),
    ];

    /// <summary>Tells what nobody was told of.</summary>
    internal Task TellAsync(UntoldGroup untold, DurableTaskClient client, CancellationToken cancel) =>
        untold.Mapping is { } mapping ? TellAsync(mapping, client, cancel) : TellAsync(untold.GroupId, client, cancel);
}

/// <summary>A change that nobody was told of: of a group, or of what one hub gives it.</summary>
internal sealed record UntoldGroup(string GroupId, HubAssignment? Mapping)
{
    /// <summary>What it is about, for people.</summary>
    public string Subject => Mapping is null ? $"group {GroupId}" : $"group {GroupId} in hub {Mapping.HubId}";
}
