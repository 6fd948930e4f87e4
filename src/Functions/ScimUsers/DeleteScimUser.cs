using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.ScimGroups;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>Deletes a user: the person leaves, and stays on record.</summary>
public sealed class DeleteScimUser(ScimUserQueries queries, ScimUsersTable users, ScimLeaving leaving, ScimGroupChanges groups, UserDeletions deletions)
{
    private const int MostTries = 20;

    /// <summary>Leaving first, then the connection's groups, the user last: cut short anywhere, the same call finishes it.</summary>
    [Function(nameof(DeleteScimUser))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "scim/v2/Users/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = ScimCaller.Of(request);
        var left = false;
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var user = await queries.GetAsync(caller.SourceId, id, cancel);
            if (!left)
            {
                request.RequireMatch(user.Person.Tag);
                left = await leaving.TryLeaveAsync(caller, user.Person, client, cancel);
                continue;
            }

            if (user.Person.Active)
            {
                left = false;
                continue;
            }

            await groups.RemoveUserAsync(caller, id, client, cancel);
            // What is deleted is told, also where the provider hangs up in between: sent again there is no such user.
            if (!await users.DeleteAsync(user, CancellationToken.None))
                continue;
            await deletions.RecordAsync(caller, user, CancellationToken.None);
            return Results.NoContent();
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "The person is being changed by others at the same time.");
    }
}

/// <summary>Records that users were deleted.</summary>
public sealed class UserDeletions(ActivityTable activity, TimeProvider clock)
{
    /// <summary>Says who, and by which name the provider knew them.</summary>
    public Task RecordAsync(ScimCaller caller, ScimUser user, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(user);
        return activity.AppendAsync(null, ActivityEntry.Of(caller.Actor, clock.GetUtcNow(), "scimUserDeleted") with { Target = user.Person.Email, UserId = user.Person.Id, Before = user.UserName }, cancel);
    }
}
