using System.Text.Json.Nodes;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Kills;

/// <summary>A connection whose host and worker are killed ends by itself after the restart, as if nothing had happened.</summary>
public sealed class ConnectKillTests(LocalParts parts)
{
    // Slow enough that a moment is seen before it has passed.
    private static JsonObject Recipe => new() { ["latency"] = "office" };

    // At one moment it is killed in every run: see CheckKillTests.
    [Fact(Explicit = true)]
    public async Task Ends_by_itself_in_the_right_state_whenever_it_was_killed()
    {
        await using var undisturbed = await Deployment.StartAsync(parts, "small", Recipe);
        var quiet = await Story.OfAsync(undisturbed, (await undisturbed.ConnectAsync()).Id);

        await SideBySide.RunAsync(Moment.OfConnect, moment => AssertAsIfNothingHadHappenedAsync(moment, quiet));
    }

    private async Task AssertAsIfNothingHadHappenedAsync(Moment moment, Story quiet)
    {
        await using var deployment = await Deployment.StartAsync(parts, "small", Recipe);
        var task = await deployment.StartConnectingAsync();
        await moment.WaitAsync(deployment, task, before: 0);

        await deployment.KillAndRestartAsync();

        // Nobody asks for anything any more: what was begun ends by itself.
        var hub = await deployment.FinishConnectingAsync(task);
        var members = await deployment.Owner.ListMembersAsync(hub.Id, TestContext.Current.CancellationToken);
        Truth.AssertSame(await Truth.OfAsync(deployment.World), members);
        await Truth.AssertRefereeAgreesAsync(deployment.World, members);
        Assert.Equal(quiet, await Story.OfAsync(deployment, hub.Id));
    }
}
