using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Kills;

/// <summary>A check whose host and worker are killed finishes after the restart, and counts and tells everything once; so does a connection.</summary>
public sealed class CheckKillTests(LocalParts parts)
{
    private const int SomeRows = 500;
    private const int MomentsPerHub = 4;

    private static Moment SomeWritten { get; } = new("some of the rows are written", (deployment, _) => deployment.CountMemberRowsAsync(atMost: SomeRows + 1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_and_a_check_end_by_themselves_with_nothing_doubled_when_each_is_killed_once()
    {
        await using var deployment = await StartAsync("small");
        var connect = await deployment.StartConnectingAsync();
        await Moment.OfConnect.Single(known => known.Name == "the password is sent").WaitAsync(deployment, connect, before: 0);

        await deployment.KillAndRestartAsync();

        // Nobody asks for anything any more: what was begun ends by itself.
        var hub = await deployment.FinishConnectingAsync(connect);
        var members = await deployment.Owner.ListMembersAsync(hub.Id, Cancellation);
        Truth.AssertSame(await Truth.OfAsync(deployment.World), members);
        var report = await deployment.Owner.LatestReportAsync(hub.Id, Cancellation);
        Assert.Equal((members.Count, 0, 0), (report.Added, report.Gone, report.Changed));
        Assert.Equal(["CheckForUpdates", "ConnectHub"], (await deployment.Owner.ListTasksAsync(hub.Id, Cancellation)).Select(task => $"{task.Type}").Order(StringComparer.Ordinal));
        var told = (await deployment.Owner.ListActivityAsync(hub.Id, Cancellation)).Select(entry => $"{entry.Event} {entry.Target}").ToList();
        Assert.Equal(told.Distinct(StringComparer.Ordinal), told);

        await KillAtEachAsync(deployment, hub, [Moment.OfCheck.Single(known => known.Name == "the newcomer is written")]);
    }

    [Fact(Explicit = true)]
    public Task Ends_by_itself_with_nothing_doubled_whenever_it_was_killed() => SideBySide.RunAsync(Moment.OfCheck.Chunk(MomentsPerHub), async moments =>
    {
        await using var deployment = await StartAsync("medium");
        await KillAtEachAsync(deployment, await deployment.ConnectAsync(), moments);
    });

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

    private Task<Deployment> StartAsync(string set) => Deployment.StartAsync(parts, set, new JsonObject { ["latency"] = "office" });

    private static async Task KillAtEachAsync(Deployment deployment, HubResponse hub, Moment[] moments)
    {
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
