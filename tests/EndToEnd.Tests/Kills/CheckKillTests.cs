using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Kills;

/// <summary>A check whose host and worker are killed finishes after the restart, and counts and tells everything once.</summary>
public sealed class CheckKillTests(LocalParts parts)
{
    private const int SomeRows = 500;
    private const int MomentsPerHub = 4;

    private static Moment SomeWritten { get; } = new("some of the rows are written", (deployment, _) => deployment.CountMemberRowsAsync(atMost: SomeRows + 1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("the newcomer is written")]
    public Task Ends_by_itself_with_nothing_doubled_when_killed_once(string moment) =>
        KillAtEachAsync([Moment.OfCheck.Single(known => known.Name == moment)]);

    [Fact(Explicit = true)]
    public Task Ends_by_itself_with_nothing_doubled_whenever_it_was_killed() => SideBySide.RunAsync(Moment.OfCheck.Chunk(MomentsPerHub), KillAtEachAsync);

    [Fact(Explicit = true)]
    public async Task Goes_on_where_it_was_killed_while_it_wrote_five_thousand_rows()
    {
        await using var deployment = await Deployment.StartAsync(parts, "large");
        var task = await deployment.StartConnectingAsync();
        await SomeWritten.WaitAsync(deployment, task, before: SomeRows);

        await deployment.KillAndRestartAsync();

        var hub = await deployment.FinishConnectingAsync(task);
        var members = await deployment.Owner.ListMembersAsync(hub.Id, Cancellation);
        Truth.AssertSame(await Truth.OfAsync(deployment.World), members);
        await Truth.AssertRefereeAgreesAsync(deployment.World, members);
        Assert.Equal(members.Count, (await deployment.Owner.LatestReportAsync(hub.Id, Cancellation)).Added);
    }

    private async Task KillAtEachAsync(Moment[] moments)
    {
        await using var deployment = await Deployment.StartAsync(parts, "medium", new JsonObject { ["latency"] = "office" });
        var hub = await deployment.ConnectAsync();
        foreach (var (number, moment) in moments.Index())
        {
            var newcomer = $"newcomer{number}@corp.test";
            await deployment.Site.InviteAsync(newcomer, "Member");
            var known = await ActivityIdsAsync(deployment, hub.Id);

            var before = await moment.Count(deployment, null);
            var task = await deployment.Owner.CheckForUpdatesAsync(hub.Id, Cancellation);
            await moment.WaitAsync(deployment, task, before);
            await deployment.KillAndRestartAsync();

            await AssertFoundOnceAsync(moment, deployment, task, newcomer, known);
        }

        await Truth.AssertRefereeAgreesAsync(deployment.World, await deployment.Owner.ListMembersAsync(hub.Id, Cancellation));
    }

    private static async Task AssertFoundOnceAsync(Moment moment, Deployment deployment, TaskResponse task, string newcomer, HashSet<long> known)
    {
        try
        {
            Deployment.AssertCompleted(await deployment.Owner.FollowAsync(task.Id, Deployment.Patience, Cancellation));
            var hub = task.HubId ?? "";
            var report = await deployment.Owner.LatestReportAsync(hub, Cancellation);
            Assert.Equal((task.Id, 1, 0, 0), (report.TaskId, report.Added, report.Gone, report.Changed));
            var members = await deployment.Owner.ListMembersAsync(hub, Cancellation);
            Truth.AssertSame(await Truth.OfAsync(deployment.World), members);
            var member = Assert.Single(members, found => found.Email == newcomer);
            var told = (await deployment.Owner.ListActivityAsync(hub, Cancellation)).Where(entry => !known.Contains(entry.Sequence)).ToList();
            Assert.Single(told, entry => entry.Target == member.Id || entry.Target == newcomer);
        }
        catch (Exception failure)
        {
            Assert.Fail($"Killed when {moment}: {failure}\n{deployment.App.Process.Output.Tail(40)}");
        }
    }

    private static async Task<HashSet<long>> ActivityIdsAsync(Deployment deployment, string hub) =>
        [.. (await deployment.Owner.ListActivityAsync(hub, Cancellation)).Select(entry => entry.Sequence)];
}
