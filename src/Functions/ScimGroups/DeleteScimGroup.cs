using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Deletes a group.</summary>
public sealed class DeleteScimGroup(ScimGroupChanges changes)
{
    /// <summary>Its hubs follow as if everybody had been taken out of it.</summary>
    [Function(nameof(DeleteScimGroup))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "scim/v2/Groups/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        await changes.DeleteAsync(request, id, client, cancel);
        return Results.NoContent();
    }
}
