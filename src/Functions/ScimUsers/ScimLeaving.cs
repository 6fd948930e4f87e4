using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>
/// Lets people leave whom their provider says to be gone. Who may not leave, because a hub would be without Owner, is refused with a
/// sentence that says so: providers send it again, and their administrators see why. Their keys stop at once all the same.
/// </summary>
public sealed class ScimLeaving(Leaving leaving, TeamChanges teams, PeopleNews news, ActivityTable activity, TimeProvider clock)
{
    /// <summary>Lets a person leave; harmless where they left already, whose keys and teams it finishes then.</summary>
    /// <returns>False where somebody else changed the person meanwhile.</returns>
    /// <exception cref="ScimException">The person may not leave.</exception>
    public async Task<bool> TryLeaveAsync(ScimCaller caller, DirectoryPerson person, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(person);
        try
        {
            await leaving.LeaveAsync(caller.Actor, person, cancel);
        }
        catch (RefusedException e) when (e.Refusal.Kind == RefusalKind.PreconditionFailed)
        {
            return false;
        }
        catch (RefusedException e) when (e.Refusal.Kind is RefusalKind.LastOwner or RefusalKind.NotAllowed)
        {
            await RefuseAsync(caller, person, e.Refusal, cancel);
        }

        await teams.LeaveAsync(person.Id, caller.Actor, client, cancel);
        await news.TellUntoldAsync(person.Id, client, cancel);
        return true;
    }

    /// <summary>Tells hubs of somebody who is back in the workspace, where that was not done: groups that they are in give them a seat again.</summary>
    public Task TellReturnedAsync(string userId, DurableTaskClient client, CancellationToken cancel) => news.TellUntoldAsync(userId, client, cancel);

    private async Task RefuseAsync(ScimCaller caller, DirectoryPerson person, Refusal refusal, CancellationToken cancel)
    {
        // Of the workspace's Owner a provider takes nothing at all.
        if (refusal.Kind == RefusalKind.LastOwner)
            await leaving.RevokeKeysAsync(caller.Actor, person, cancel);
        await activity.AppendAsync(null, ActivityEntry.Of(caller.Actor, clock.GetUtcNow(), "leavingRefused") with { Target = person.Email, UserId = person.Id, After = refusal.Detail }, cancel);
        throw ScimException.Bad(ScimErrorType.Mutability, refusal.Kind == RefusalKind.LastOwner
            ? $"{person.Email} cannot leave yet. {refusal.Detail} Their API keys are revoked. Send this again after that."
            : $"{person.Email} is the workspace's Owner, whom only a person can replace.");
    }
}
