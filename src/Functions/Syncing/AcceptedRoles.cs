using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Gives whoever accepted an invitation the role that their teams and groups give by now: as long as it was open, nobody could.</summary>
public sealed class AcceptedRoles(MembersTable members, GrantsTable grants, ChangePlans plans, ChangeStarts starts)
{
    /// <summary>Starts a task where there is somebody. The same people are not asked about again while it is open, or after somebody stopped it.</summary>
    /// <param name="hub">The hub after its check.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task FollowAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var held = await grants.LoadAsync(hub.Id, cancel);
        if (!held.All.Any(grant => grant.IsShared))
            return;
        var late = GrantEffects.OnceAccepted(held, (await members.LoadAsync(hub.Id, cancel)).Select(stored => stored.Member));
        var people = late.OrderBy(effect => effect.MemberId, StringComparer.Ordinal).Take(ChangeWish.MostPeople).Select(effect => WishedPerson.Of(effect.MemberId ?? "") with { Role = effect.Role, HolderId = effect.UserId });
        var plan = await plans.MakeAsync(hub, "", new ChangeWish(ChangeAction.ChangeRole, [.. people]) { ByGrants = true }, cancel);
        if (plan.ToDo().Count == 0)
            return;
        var taskId = ChangeStarts.IdOf(hub.Id, AutomatedTaskType.UpdateRoles, $"accepted-{plan.Digest[..16]}");
        await starts.StartOnceAsync(new NewChange(taskId, AutomatedTaskType.UpdateRoles, TaskTrigger.Team, hub.Id, StartDailyCheck.Seatkeeper), plan, hub, client, cancel);
    }
}
