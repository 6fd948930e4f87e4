using System.Net;
using System.Text.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Dev.Tests.Running;

/// <summary>What <c>dev.cs run</c> does about a hub of an earlier run; the app is one that only notes what is asked of it.</summary>
public sealed class MainJobTests : IDisposable
{
    private readonly HttpListener app = new();
    private readonly List<string> asked = [];
    private readonly Uri address = new($"http://127.0.0.1:{FreePorts.Next()}/");

    public MainJobTests()
    {
        app.Prefixes.Add(address.ToString());
        app.Start();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => app.Close();

    [Theory]
    [InlineData(false, "POST /api/v1/hubs/h/retry")]
    [InlineData(true, "POST /api/v1/hubs/h/updates")]
    public async Task A_hub_that_was_never_connected_is_connected_again_and_one_that_was_is_checked(bool isConnected, string wanted)
    {
        var serving = ServeAsync(isConnected ? new HubWorkspace("w", "Contoso") : null);
        using var client = new SeatkeeperClient(address, key: null);

        Assert.Equal("h", await new MainJob(client, world: null!).RunAsync(Cancel));

        app.Stop();
        await serving;
        Assert.Equal(wanted, Assert.Single(asked, call => call.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_app_refuses_and_what_takes_too_long_is_told_with_a_remedy_and_a_bug_is_not()
    {
        var refused = StepFailedException.Of(new ApiProblemException(HttpStatusCode.Conflict, """{"kind":"stageNotAllowed","detail":"It is not connected."}""", "POST hubs"));

        Assert.Contains("It is not connected.", refused?.Message, StringComparison.Ordinal);
        Assert.NotEqual("", refused?.Remedy);
        Assert.Equal("It took long.", StepFailedException.Of(new TimeoutException("It took long."))?.Message);
        Assert.NotNull(StepFailedException.Of(new TaskCanceledException("No answer.", new TimeoutException())));
        Assert.Null(StepFailedException.Of(new OperationCanceledException()));
        Assert.Null(StepFailedException.Of(new InvalidOperationException("A bug.")));
    }

    private async Task ServeAsync(HubWorkspace? workspace)
    {
        var hub = new HubResponse("h", "ahrefs", "Contoso SEO", HubRole.Owner, Identifier: "ContosoSeo", Workspace: workspace);
        var task = new TaskResponse(
            "t", AutomatedTaskType.ConnectHub, AutomatedTaskStatus.Completed, TaskTrigger.Api, "h", "p", "P", Progress: null, 0, 0, 0, Failure: null, Approval: null, RetryOf: null,
            CancelRequested: false, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, CompletedAt: null, DurationSeconds: null);
        while (app.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await app.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var path = call.Request.Url?.AbsolutePath ?? "";
            asked.Add($"{call.Request.HttpMethod} {path}");
            object answer = path switch
            {
                "/api/v1/hubs" => new ListResponse<HubResponse>([hub], null),
                "/api/v1/tasks" => new ListResponse<TaskResponse>([], null),
                _ => task,
            };
            await JsonSerializer.SerializeAsync(call.Response.OutputStream, answer, answer.GetType(), SeatkeeperClient.Json, Cancel);
            call.Response.Close();
        }
    }
}
