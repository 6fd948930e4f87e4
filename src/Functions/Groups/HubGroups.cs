using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Groups;

/// <summary>Maps groups to hubs, and takes them away again. What that means for people is the run's that is started.</summary>
public sealed class HubGroups(GroupMappingsTable mappings, KnownGroups known, GroupNews news, ProvisionPlans plans, GroupMarksTable marks)
{
    /// <summary>Maps a group to a hub with these roles, or changes them.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="wish">The group and the roles.</param>
    /// <param name="by">Who maps it.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The run that takes it up.</returns>
    /// <exception cref="RefusedException">There is no such group.</exception>
    public async Task<AutomatedTask> MapAsync(Hub hub, TeamGrant wish, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(wish);
        var group = await known.ReadAsync(wish.TeamId, client, cancel);
        HubAssignment? before;
        HubAssignment given;
        do
        {
            before = await mappings.FindAsync(hub.Id, wish.TeamId, cancel);
            given = Given(hub.Id, wish, before, by);
            var isChanged = before is not { Ends: null } || before.AppRole != wish.AppRole || before.HubRole != wish.HubRole;
            given = given with { Untold = isChanged ? Entry(by, "groupMapped", group.About.Name, Text(before), Text(given)) : before?.Untold };
            await RecordAsync(before, cancel);
        }
        while (!await mappings.TryPutAsync(given, before, cancel));
        // Nobody followed the group as long as it was mapped to no hub: what changed since it was read is seen by one more read.
        if (before is null && group.About.Origin == GroupOrigin.Graph)
            await marks.MarkAsync(new Dictionary<string, GroupCause>(StringComparer.Ordinal) { [wish.TeamId] = new(KnownGroups.Kind, null, known.Now) }, cancel);
        return await news.TellAsync(given, client, cancel);
    }

    /// <summary>What mapping a group would do to whom; nothing is written.</summary>
    public async Task<HubGroupPlanResponse> PreviewMappingAsync(Hub hub, TeamGrant wish, Caller by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(wish);
        var group = await known.LookAsync(wish.TeamId, cancel);
        return Of(await plans.PreviewAsync(hub, now => now.WithGroup(Given(hub.Id, wish, before: null, by)), new SourceInstead(Group: group), cancel));
    }

    /// <summary>Takes a group from a hub.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="scope">What becomes of its people.</param>
    /// <param name="by">Who takes it.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The run that takes it up.</returns>
    /// <exception cref="RefusedException">The group is not mapped to the hub, or is being taken from it in the other way.</exception>
    public async Task<AutomatedTask> EndAsync(Hub hub, string groupId, SourceEnd scope, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(by);
        HubAssignment before;
        HubAssignment ended;
        do
        {
            before = await FindAsync(hub.Id, groupId, cancel);
            if (before.Ends == scope)
                return await news.TellAsync(before, client, cancel);
            before.RefuseOtherEnd("group", scope);
            var told = Entry(by, "groupUnmapped", await known.NameAsync(before.SourceId, cancel), Text(before), $"scope {scope}");
            ended = before with { Ends = scope, ChangedBy = TeamAuthor.Of(by), IsTold = false, Stamp = NewStamp(), Untold = told };
            await RecordAsync(before, cancel);
        }
        while (!await mappings.TryPutAsync(ended, before, cancel));
        return await news.TellAsync(ended, client, cancel);
    }

    /// <summary>Takes a group from a hub, where an earlier call began to: where it is mapped no more, that one took it.</summary>
    /// <inheritdoc cref="EndAsync"/>
    public async Task<AutomatedTask> EndAgainAsync(Hub hub, string groupId, SourceEnd scope, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        try
        {
            return await EndAsync(hub, groupId, scope, by, client, cancel);
        }
        catch (RefusedException gone) when (gone.Refusal.Kind == RefusalKind.NotFound)
        {
            return await news.RunAsync(hub.Id, by, client, cancel);
        }
    }

    /// <summary>Refuses where a group may not be taken from a hub in this way.</summary>
    /// <exception cref="RefusedException">The group is not mapped to the hub, or is being taken from it in the other way.</exception>
    public async Task RequireEndAsync(string hubId, string groupId, SourceEnd scope, CancellationToken cancel) =>
        (await FindAsync(hubId, groupId, cancel)).RefuseOtherEnd("group", scope);

    /// <summary>What taking a group away would do to whom; nothing is written.</summary>
    public async Task<HubGroupPlanResponse> PreviewEndAsync(Hub hub, string groupId, SourceEnd scope, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var ended = await FindAsync(hub.Id, groupId, cancel) with { Ends = scope };
        return Of(await plans.PreviewAsync(hub, now => now.WithGroup(ended), SourceInstead.Nothing, cancel));
    }

    private async Task<HubAssignment> FindAsync(string hubId, string groupId, CancellationToken cancel) =>
        (KnownGroups.IdOf(groupId) is { } id ? await mappings.FindAsync(hubId, id, cancel) : null) ?? throw new RefusedException(RefusalKind.NotFound, "No such group is mapped to this hub.");

    private HubAssignment Given(string hubId, TeamGrant wish, HubAssignment? before, Caller by) =>
        new(hubId, wish.TeamId, wish.AppRole, wish.HubRole, Ends: null, before is { Ends: null } ? before.Since : known.Now, TeamAuthor.Of(by)) { Stamp = NewStamp() };

    private static HubGroupPlanResponse Of(ProvisionPreview preview) => new(preview.People(), [.. preview.Changes.Select(ChangePlanViews.Of)]);

    private static string NewStamp() => Guid.NewGuid().ToString("N");

    private static string? Text(HubAssignment? given) => given is null ? null : $"{given.AppRole}, {given.HubRole}";

    // The row has room for one.
    private Task RecordAsync(HubAssignment? before, CancellationToken cancel) => before is null ? Task.CompletedTask : news.RecordAsync(before, cancel);

    private ActivityEntry Entry(Caller by, string what, string group, string? before, string? after) =>
        ActivityEntry.Of(by, known.Now, what) with { Target = group, Before = before, After = after };
}
