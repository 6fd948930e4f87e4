using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>Says a user anew.</summary>
public sealed class ReplaceScimUser(ScimUserChanges changes)
{
    /// <summary>What the body leaves away is gone afterwards, but never addresses and presence: nobody leaves by being said incompletely.</summary>
    [Function(nameof(ReplaceScimUser))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "scim/v2/Users/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var body = ScimValues.Writable(await ScimRequests.BodyAsync(request, cancel), ScimSchema.User);
        var user = await changes.ChangeAsync(request, id, before =>
        {
            // Each attempt starts from the body: what an earlier one filled in may be out of date.
            var (said, attributes) = (body.DeepClone().AsObject(), ScimUserViews.Attributes(before));
            foreach (var kept in new[] { "emails", "externalId" })
            {
                if (said[kept] is null && attributes[kept] is { } known)
                    said[kept] = known.DeepClone();
            }

            return ScimUserWish.Of(said);
        }, client, cancel);
        return ScimUserViews.Answer(request, user);
    }
}
