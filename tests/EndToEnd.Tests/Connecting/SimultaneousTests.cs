using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Connecting;

public sealed class SimultaneousTests(LocalParts parts)
{
    private const int Callers = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_ten_connections_with_one_identifier_one_wins_and_ten_checks_are_one_task()
    {
        await using var deployment = await Deployment.StartAsync(parts, "small");
        var accounts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => deployment.SaveAccountAsync()));

        // The same identifier in another case is the same.
        var answers = await Task.WhenAll(accounts.Select((account, number) => PostAsync(deployment, number % 2 == 0 ? "ContosoSeo" : "CONTOSOSEO", account.Id)));

        var won = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        foreach (var told in answers.Where(answer => answer != won))
            await told.AssertRefusedAsync(HttpStatusCode.Conflict, "identifierTaken");
        var task = await won.Content.ReadFromJsonAsync<TaskResponse>(SeatkeeperClient.Json, Cancellation) ?? throw new InvalidOperationException("No task.");
        var hub = await deployment.FinishConnectingAsync(task);
        Assert.Single(await deployment.Owner.ListHubsAsync(Cancellation));

        var checks = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => deployment.Owner.CheckForUpdatesAsync(hub.Id, Cancellation)));
        var check = Assert.Single(checks.DistinctBy(found => found.Id));
        Deployment.AssertCompleted(await deployment.Owner.FollowAsync(check.Id, Deployment.Patience, Cancellation));

        var busy = accounts.Single(account => account.Id == hub.AutomationAccountId);
        using var inUse = await PostAsync(deployment, "AnotherHub", busy.Id);
        await inUse.AssertRefusedAsync(HttpStatusCode.Conflict, "automationAccountInUse");
    }

    private static Task<HttpResponseMessage> PostAsync(Deployment deployment, string identifier, string account) =>
        deployment.Owner.Http.PostAsJsonAsync("hubs", Deployment.Connection(identifier, account), SeatkeeperClient.Json, Cancellation);
}
