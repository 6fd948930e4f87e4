using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>Makes a user.</summary>
public sealed class CreateScimUser(ScimUserCreation creation, ScimUserChanges changes, ScimLeaving leaving)
{
    /// <summary>RFC 7644, 3.3. A person who is known by one of the addresses becomes the user.</summary>
    [Function(nameof(CreateScimUser))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "scim/v2/Users")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var wish = ScimUserWish.Of(ScimValues.Writable(await ScimRequests.BodyAsync(request, cancel), ScimSchema.User));
        var (user, isBack) = await creation.CreateAsync(ScimCaller.Of(request), wish, cancel);
        if (isBack)
            await leaving.TellReturnedAsync(user.Person.Id, client, cancel);
        // Somebody who is known, and whom the provider says to be gone, leaves as they would by a change.
        if (user.Person.Active && wish.Active == false)
            user = await changes.ChangeAsync(request, user.Person.Id, _ => wish, client, cancel);
        return ScimUserViews.Answer(request, user, StatusCodes.Status201Created);
    }
}
