using System.Net;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Tasks;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Steering;

public sealed class ProgressTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    [Fact]
    public async Task Events_tell_every_change_and_end_with_the_task()
    {
        var id = NewId("stream");
        await world.Tasks.InsertAsync(New(id, Works), Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "e"), Cancel);
        using var client = new HttpClient { BaseAddress = world.App.Owner.Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", world.App.Owner.Key);
        using var answer = await client.GetAsync(new Uri($"tasks/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));

        Assert.Contains("\"status\":\"InProgress\"", await UntilAsync(events, "data: "), StringComparison.Ordinal);
        await world.Tasks.ReportAsync(id, "e", "Read 7 of 9 members", Cancel);
        Assert.Contains("Read 7 of 9 members", await UntilAsync(events, "data: "), StringComparison.Ordinal);
        await world.Tasks.CloseAsync(new TaskOutcome(id, "e", AutomatedTaskStatus.Completed), Cancel);
        await UntilAsync(events, "event: end");
        Assert.Contains("\"status\":\"Completed\"", await events.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_tells_what_it_means_and_leads_to_its_evidence()
    {
        var id = NewId("evidence");
        await world.Tasks.InsertAsync(New(id, Works), Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "e"), Cancel);
        var saved = world.App.Get<EvidenceBlobs>();
        var first = await saved.SaveAsync(id, new Evidence("members.read", "https://app.example/members", [1, 2, 3], "button Invite"), Cancel);
        var second = await saved.SaveAsync(id, new Evidence("members.wait", "https://app.example/members", null, null), Cancel);
        await world.Tasks.CloseAsync(
            new TaskOutcome(id, "e", AutomatedTaskStatus.Failed, new Failure(FailureKind.PageContractBroken, FailurePhase.Read, EvidenceIds: [first.Id, second.Id])), Cancel);

        var failure = (await world.App.Owner.GetAsync($"tasks/{id}")).Expect(HttpStatusCode.OK).As<TaskResponse>().Failure;

        var meaning = FailureCatalog.Describe(FailureKind.PageContractBroken);
        Assert.Equal((meaning.Sentence, meaning.Remedy, meaning.NeedsPerson), (failure?.Sentence, failure?.Remedy, failure?.NeedsPerson));
        Assert.Equal(["1", "2"], failure?.EvidenceIds);
        var evidence = (await world.App.Owner.GetAsync($"tasks/{id}/evidence/1")).Expect(HttpStatusCode.OK).As<EvidenceResponse>();
        Assert.Equal(("members.read", "button Invite", $"/api/v1/tasks/{id}/evidence/1?part=screenshot"), (evidence.Step, evidence.AccessibilityTree, evidence.Screenshot));
        Assert.Equal((first.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([1, 2, 3]))), (evidence.Sha256, evidence.ScreenshotSha256));
        Assert.Equal("image/png", (await world.App.Owner.GetAsync($"tasks/{id}/evidence/1?part=screenshot")).Expect(HttpStatusCode.OK).ContentType);
        Assert.Null((await world.App.Owner.GetAsync($"tasks/{id}/evidence/2")).Expect(HttpStatusCode.OK).As<EvidenceResponse>().Screenshot);
        (await world.App.Owner.GetAsync($"tasks/{id}/evidence/2?part=screenshot")).Expect(HttpStatusCode.NotFound);
        (await world.App.Owner.GetAsync($"tasks/{id}/evidence/3")).Expect(HttpStatusCode.NotFound);
    }

    private static async Task<string> UntilAsync(StreamReader events, string start)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (await events.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal)) return line;
        }
        throw new InvalidOperationException($"The stream ended without \"{start}\".");
    }
}
