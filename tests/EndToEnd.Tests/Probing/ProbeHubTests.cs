using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Probing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Probing;

/// <summary>A probe over HTTP, through Chromium: what it finds, and that the site's own journal knows of no effect.</summary>
public sealed class ProbeHubTests(LocalParts parts)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_landmark_is_named_what_is_there_is_found_and_nothing_is_ever_sent()
    {
        await using var deployment = await Deployment.StartAsync(parts, "small");
        var hub = await deployment.ConnectAsync();
        await deployment.World.SendAsync(HttpMethod.Put, "/_sim/intents/mode", new JsonObject { ["strict"] = true }, Cancellation);
        await deployment.World.SendAsync(HttpMethod.Put, "/_sim/ui", new JsonObject { ["locatorMissing"] = new JsonArray("inviteLink") }, Cancellation);

        var lacking = await ProbeAsync(deployment, hub.Id, new ProbeRequest(OpenDialogs: true));

        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, lacking.Status);
        Assert.Equal(["confirmed: invite.open", "pending: invite.open"], NotFound(lacking).Where(place => !place.StartsWith("invite:", StringComparison.Ordinal)));
        Assert.Equal([ChangeAction.Invite], lacking.Probe?.Effects.Where(effect => !effect.IsComplete).Select(effect => effect.Effect));

        await deployment.World.SendAsync(HttpMethod.Put, "/_sim/ui", new JsonObject(), Cancellation);
        var whole = await ProbeAsync(deployment, hub.Id, new ProbeRequest(OpenDialogs: true, Verify: true, "I compared every page of the simulator with its map."));

        Assert.True(whole.Status == AutomatedTaskStatus.Completed, string.Join('\n', NotFound(whole).Concat(whole.Probe?.Places.Select(place => $"{place.Name}: {place.Trouble} {string.Join(", ", place.Unknown)}") ?? [])));
        Assert.Equal(
            ["account", "confirmed", "pending", "limits", "apiKeys", "member menu", "roleDialog", "removeDialog", "invite", "invitation menu", "cancelDialog"],
            whole.Probe?.Places.Select(place => place.Name));
        Assert.Equal(Enum.GetValues<ChangeAction>().Order(), whole.Probe?.Verification?.Effects.Order());
        Assert.Contains("\"Save\"", whole.Probe?.Places.Single(place => place.Name == "roleDialog").Landmarks.Single(landmark => landmark.Key == "roleDialog.save").Candidate, StringComparison.Ordinal);
        await AssertPicturedAsync(deployment, whole);

        Assert.Empty(await deployment.World.JournalAsync("effect", Cancellation));
        await Truth.AssertNoViolationAsync(deployment.World);
    }

    private static async Task<TaskResponse> ProbeAsync(Deployment deployment, string hub, ProbeRequest wish)
    {
        var task = await deployment.Owner.PostAsync<TaskResponse>($"hubs/{hub}/probe", wish, Cancellation);
        var ended = await deployment.Owner.FollowAsync(task.Id, Deployment.Patience, Cancellation);
        Assert.True(ended.Probe is not null, $"{ended.Status}: {ended.Failure?.Kind} {ended.Failure?.Detail}");
        return ended;
    }

    private static async Task AssertPicturedAsync(Deployment deployment, TaskResponse task)
    {
        foreach (var place in task.Probe?.Places ?? [])
        {
            var evidence = await deployment.Owner.GetAsync<EvidenceResponse>($"tasks/{task.Id}/evidence/{place.EvidenceId}", Cancellation);
            Assert.Equal($"Probe.{place.Name}", evidence.Step);
            Assert.NotNull(evidence.Screenshot);
            Assert.Contains("banner", evidence.AccessibilityTree, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> NotFound(TaskResponse task) =>
        from place in task.Probe?.Places ?? []
        from landmark in place.Landmarks
        where landmark.State is LandmarkState.Missing or LandmarkState.Ambiguous
        select $"{place.Name}: {landmark.Key}";
}
