using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Conformance;

/// <summary>The durable extension's own management API, reached by the addresses that the client hands out.</summary>
public sealed class ManagementTests(SharedHost host)
{
    private readonly string id = Guid.NewGuid().ToString("N");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_status_input_and_output_in_the_documented_form()
    {
        var payload = await host.Caller.StartFlowAsync("EchoFlow", id, Cancel, $"managed {id}");
        await host.Caller.FlowAsync(id, Cancel);
        var status = await host.Caller.GetAsync(Address(payload, "statusQueryGetUri"), Cancel);
        Assert.Equal(
            ("EchoFlow", id, "Completed", $"managed {id}", $"noted managed {id}"),
            (Text(status, "name"), Text(status, "instanceId"), Text(status, "runtimeStatus"), Text(status, "input"), Text(status, "output")));
        Assert.Matches("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$", Text(status, "createdTime"));
    }

    [Fact]
    public async Task Raises_an_event_suspends_and_resumes()
    {
        var payload = await host.Caller.StartFlowAsync("EverythingFlow", id, Cancel, "managed");
        await host.Caller.FlowAsync(id, Cancel, "Running");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(Address(payload, "suspendPostUri")));
        await host.Caller.FlowAsync(id, Cancel, "Suspended");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(Address(payload, "sendEventPostUri").Replace("{eventName}", "approval", StringComparison.Ordinal), "\"by hand\""));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(Address(payload, "resumePostUri")));
        Assert.Equal("\"noted begin managed, 30, by hand\"", (await host.Caller.FlowAsync(id, Cancel)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Terminates_once_and_purges()
    {
        var payload = await host.Caller.StartFlowAsync("EverythingFlow", id, Cancel, "ended");
        var terminate = Address(payload, "terminatePostUri").Replace("{text}", "enough", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(terminate));
        Assert.Equal("enough", (await host.Caller.FlowAsync(id, Cancel, "Terminated")).GetProperty("output").GetString());
        Assert.Equal(HttpStatusCode.Gone, await PostAsync(terminate));
        Assert.Equal(HttpStatusCode.OK, await host.Caller.StatusAsync(HttpMethod.Delete, Address(payload, "purgeHistoryDeleteUri"), Cancel));
        Assert.Equal(HttpStatusCode.NotFound, await host.Caller.StatusAsync(HttpMethod.Get, Address(payload, "statusQueryGetUri"), Cancel));
    }

    [Fact]
    public async Task Lists_instances_by_prefix()
    {
        var payload = await host.Caller.StartFlowAsync("EchoFlow", id, Cancel, "listed");
        var query = new Uri(Address(payload, "statusQueryGetUri")).Query;
        var list = await host.Caller.GetAsync($"runtime/webhooks/durabletask/instances/{query}&instanceIdPrefix={id}", Cancel);
        Assert.Equal(id, Text(list.EnumerateArray().Single(), "instanceId"));
    }

    [Theory]
    [InlineData("instances/nobody")]
    [InlineData("nothing")]
    public async Task Answers_404_for_what_is_not_there(string path)
    {
        using var response = await host.Caller.AdminAsync(HttpMethod.Get, $"runtime/webhooks/durabletask/{path}", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static string Address(JsonElement payload, string name) => Text(payload, name);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private Task<HttpStatusCode> PostAsync(string address, string? body = null) => host.Caller.StatusAsync(HttpMethod.Post, address, Cancel, body: body);
}
