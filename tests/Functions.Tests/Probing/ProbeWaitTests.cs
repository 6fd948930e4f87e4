using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Connecting;
using Seatkeeper.Functions.Tests.Removing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Probing;

/// <summary>What a probe does where the site wants a person first.</summary>
public sealed class ProbeWaitTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_probe_waits_for_a_person_leaves_the_hub_to_others_and_goes_on_after_the_answer()
    {
        var hub = await world.ReadyAsync();
        var before = await hub.RowAsync();
        var waiting = await UntilWaitingAsync(hub, FailureKind.EmailLinkRequired);

        Assert.Equal((AutomatedTaskStatus.WaitingForInput, FailureKind.EmailLinkRequired), (waiting.Status, waiting.Failure?.Kind));
        Assert.True(waiting.Deadline > DateTimeOffset.UtcNow);
        await hub.Hub.AssertNothingHeldAsync(new LeaseKey("ahrefs", before.Workspace?.Id ?? ""));
        Assert.Equal(before.ETag, (await hub.RowAsync()).ETag);
        // Whoever asks for a probe meanwhile is told of this one.
        Assert.Equal(waiting.Id, (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest())).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        (await hub.Hub.AnswerAsync(waiting.Id)).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.Hub.EndOfAsync(waiting.Id)).Status);
        Assert.NotNull((await hub.Owner.Caller.GetAsync($"tasks/{waiting.Id}")).As<TaskResponse>().Probe);
        Assert.Equal(before.ETag, (await hub.RowAsync()).ETag);
    }

    [Fact]
    public async Task A_check_runs_while_a_probe_waits_and_the_probe_alone_gets_the_code_that_was_given_to_it()
    {
        var hub = await world.ReadyAsync();
        var waiting = await UntilWaitingAsync(hub, FailureKind.TotpRequired);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.Hub.CheckAsync()).Status);
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, (await hub.Hub.TaskAsync(waiting.Id)).Status);
        var (look, seen) = (hub.Hub.Site.ProbeAsync, new List<string?>());
        hub.Hub.Site.ProbeAsync = async (run, wish) =>
        {
            seen.Add(await run.TakeOneTimeCodeAsync(HubWorld.Cancel));
            return await look(run, wish);
        };
        hub.Hub.Site.BeforeNextRead(async (run, cancel) => seen.Add(await run.TakeOneTimeCodeAsync(cancel)));

        (await hub.Hub.AnswerAsync(waiting.Id, new { code = "904713" })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.Hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.Hub.CheckAsync()).Status);
        Assert.Equal(["904713", null], seen);
        Assert.Empty(System.IO.Directory.GetFiles(world.App.SecretsDirectory, $"code-{hub.Hub.AccountId}*"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_probe_that_waits_ends_where_it_is_stopped_or_its_hub_is_removed(bool isRemoved)
    {
        var hub = await world.ReadyAsync();
        var waiting = await UntilWaitingAsync(hub, FailureKind.ChallengeRequired);

        if (isRemoved)
            Assert.Equal(AutomatedTaskStatus.Completed, (await hub.Hub.RemoveHubAsync()).Status);
        else
            (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.Hub.EndOfAsync(waiting.Id)).Status);
        Assert.Empty(hub.Asked);
    }

    // The site wants a person at the first look, and then shows its pages.
    private static async Task<AutomatedTask> UntilWaitingAsync(ProbedHub hub, FailureKind wanted)
    {
        var look = hub.Hub.Site.ProbeAsync;
        hub.Hub.Site.ProbeAsync = (_, _) =>
        {
            hub.Hub.Site.ProbeAsync = look;
            throw new AppFailureException(new Failure(wanted, FailurePhase.Login));
        };
        var started = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest())).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        return await hub.Hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
    }
}
