using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Kills;

public sealed partial class StartGapTests(LocalParts parts)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_that_was_recorded_but_never_started_is_started_after_the_restart()
    {
        var storage = parts.Azurite.NewAccount();
        await using var queues = new HoldableEndpoint(new Uri(QueueEndpoint().Match(storage).Groups["address"].Value));
        await using var deployment = await Deployment.StartAsync(parts, "minimal", storage: QueueEndpoint().Replace(storage, $"QueueEndpoint={queues.Address.AbsoluteUri};"));
        var account = await deployment.SaveAccountAsync();

        // The row is inserted first; the start needs the queue, which does not answer.
        queues.Hold();
        var call = deployment.Owner.Http.PostAsJsonAsync("hubs", Deployment.Connection("ContosoSeo", account.Id), SeatkeeperClient.Json, Cancellation);
        await UntilRecordedAsync(deployment);
        await deployment.App.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        queues.Release();
        await deployment.RestartAsync();

        var hub = Assert.Single(await deployment.Owner.ListHubsAsync(Cancellation));
        var connect = (await deployment.Owner.ListTasksAsync(hub.Id, Cancellation)).MinBy(task => task.CreatedAt) ?? throw new InvalidOperationException("There is no task.");
        await deployment.FinishConnectingAsync(connect);
        Truth.AssertSame(await Truth.OfAsync(deployment.World), await deployment.Owner.ListMembersAsync(hub.Id, Cancellation));
    }

    private static async Task UntilRecordedAsync(Deployment deployment)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        var tasks = deployment.Tables.GetTableClient("Tasks");
        // The task's own row is the last of those that are written for it.
        while (!await tasks.QueryAsync<TableEntity>("Orchestrator ne ''", cancellationToken: limit.Token).AnyAsync(limit.Token))
            await Task.Delay(TimeSpan.FromMilliseconds(40), limit.Token);
    }

    [GeneratedRegex("QueueEndpoint=(?<address>[^;]+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueueEndpoint();
}
