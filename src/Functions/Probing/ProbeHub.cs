using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Probing;

/// <summary>Compares the app's pages with the page map, and records a person's word that they agree.</summary>
public sealed class ProbeHub(HubCalls calls, ProbeStarts starts, TaskAnswers answers)
{
    private const int ShortestWord = 20;
    private const int LongestWord = 500;

    /// <summary>A task that reads only. Menus and dialogs are opened, and left again, only where the call says so.</summary>
    [ApiCall("Compare the app's pages with the page map", 202, Body = typeof(ProbeRequest), MayLackBody = true, Answer = typeof(TaskResponse), TakesIdempotencyKey = true)]
    [Function(nameof(ProbeHub))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/probe")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadBytesAsync(request, cancel);
        var wish = body.IsEmpty ? new ProbeRequest() : RequestBody.Parse<ProbeRequest>(body);
        Check(wish, call);
        return await answers.StartAsync(request, call.Caller, wish, () => starts.StartAsync(call, wish, client, cancel), cancel);
    }

    private static void Check(ProbeRequest wish, HubCall call)
    {
        if (call.Hub.State == HubState.Removing)
            throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is being removed.");
        if (!wish.Verify && wish.Word is not null)
            throw FieldErrors.One("word", "is for verify=true only.");
        if (!wish.Verify)
            return;
        // A word is a person's, about what they did themselves; a machine's is worth nothing, and neither is what another says in their name.
        if (call.Caller is not { IsPerson: true, InPerson: true })
            throw new RefusedException(RefusalKind.NotAllowed, "Only a person verifies a page map, with a key that they made for themself: a service principal has confirmed nothing, and nobody does for another.");
        var errors = new FieldErrors();
        if (wish.Word?.Trim() is not { Length: >= ShortestWord and <= LongestWord })
            errors.Add("word", $"must say in {ShortestWord} to {LongestWord} characters what you confirmed: which steps of the guide, and how.");
        if (!wish.OpenDialogs)
            errors.Add("openDialogs", "must be true: what lies behind a dialog cannot be verified without looking at it.");
        errors.ThrowIfAny();
        if (call.Hub.Workspace is null)
            throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is not connected yet, so it is not known for which workspace the map would be verified.");
        if (!call.Hub.Workspace.HasId)
            throw new RefusedException(RefusalKind.StageNotAllowed, MapVerifications.NameAlone);
    }
}
