using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Kills;

/// <summary>A connection whose host and worker are killed ends by itself after the restart, as if nothing had happened.</summary>
public sealed class ConnectKillTests(LocalParts parts)
{
    // What a dead host had taken from its queue is seen again after a minute, so the connections are killed one after the other
    // and wait together.
    private const int AtOnce = 5;

    // Slow enough that a moment is seen before it has passed.
    private static JsonObject Recipe => new() { ["latency"] = "office" };

    [Fact(Explicit = true)]
    public async Task Ends_by_itself_in_the_right_state_whenever_it_was_killed()
    {
        await using var undisturbed = await Deployment.StartAsync(parts, "small", Recipe);
        var quiet = await Story.OfAsync(undisturbed, (await undisturbed.ConnectAsync()).Id);

        foreach (var some in Moment.OfConnect.Chunk(AtOnce))
        {
            var killed = new List<(Moment Moment, Deployment Deployment, TaskResponse Task)>();
            try
            {
                foreach (var moment in some)
                    killed.Add(await KillAtAsync(moment));
                foreach (var (moment, deployment, task) in killed)
                    await AssertAsIfNothingHadHappenedAsync(moment, deployment, task, quiet);
            }
            finally
            {
                foreach (var (_, deployment, _) in killed)
                    await deployment.DisposeAsync();
            }
        }
    }

    private async Task<(Moment Moment, Deployment Deployment, TaskResponse Task)> KillAtAsync(Moment moment)
    {
        var deployment = await Deployment.StartAsync(parts, "small", Recipe);
        var task = await deployment.StartConnectingAsync();
        await moment.WaitAsync(deployment, task, before: 0);
        await deployment.KillAndRestartAsync();
        return (moment, deployment, task);
    }

    private static async Task AssertAsIfNothingHadHappenedAsync(Moment moment, Deployment deployment, TaskResponse task, Story quiet)
    {
        try
        {
            var hub = await deployment.FinishConnectingAsync(task);
            var members = await deployment.Owner.ListMembersAsync(hub.Id, TestContext.Current.CancellationToken);
            Truth.AssertSame(await Truth.OfAsync(deployment.World), members);
            await Truth.AssertRefereeAgreesAsync(deployment.World, members);
            Assert.Equal(quiet, await Story.OfAsync(deployment, hub.Id));
        }
        catch (Exception failure)
        {
            Assert.Fail($"Killed when {moment}: {failure}\n{deployment.App.Process.Output.Tail(40)}");
        }
    }
}
