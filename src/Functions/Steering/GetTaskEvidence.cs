using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Steering;

/// <summary>What a step looked like. It shows people, so whoever only started the task does not see it.</summary>
public sealed class GetTaskEvidence(TaskAccess access, EvidenceBlobs evidence)
{
    /// <summary>Step, address and accessibility tree; with <c>part=screenshot</c> the picture.</summary>
    [ApiCall("What a step looked like", Answer = typeof(EvidenceResponse), Query = ["part"], AnswerTypes = ["application/json", "image/png"])]
    [Function(nameof(GetTaskEvidence))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/tasks/{id}/evidence/{n}")] HttpRequest request, string id, string n, CancellationToken cancel)
    {
        var task = await access.ReadEvidenceAsync(id, request.GetCaller(), cancel);
        if (!int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw NotThere();
        return request.Query["part"].ToString() switch
        {
            "" => await TellAsync(task.Id, number, cancel),
            "screenshot" => await ShowAsync(task.Id, number, cancel),
            _ => throw FieldErrors.One("part", "must be screenshot, or be left away."),
        };
    }

    private async Task<IResult> TellAsync(string taskId, int number, CancellationToken cancel)
    {
        var saved = await evidence.FindAsync(taskId, number, cancel) ?? throw NotThere();
        var picture = saved.HasScreenshot ? $"/api/v1/tasks/{taskId}/evidence/{number}?part=screenshot" : null;
        return Results.Ok(new EvidenceResponse(
            number.ToString(CultureInfo.InvariantCulture), saved.Step, saved.PageAddress, saved.TakenAt, saved.AccessibilityTree, picture, saved.Sha256, saved.ScreenshotSha256));
    }

    private async Task<IResult> ShowAsync(string taskId, int number, CancellationToken cancel)
    {
        var picture = await evidence.FindScreenshotAsync(taskId, number, cancel) ?? throw NotThere();
        return Results.Bytes(picture.ToMemory(), "image/png");
    }

    private static RefusedException NotThere() => new(RefusalKind.NotFound, "There is no such evidence, or no longer: it is kept for 30 days.");
}
