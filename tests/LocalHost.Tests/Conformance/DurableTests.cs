using System.Net;
using System.Text.Json;
using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Conformance;

public sealed class DurableTests(SharedHost host)
{
    private readonly string id = Guid.NewGuid().ToString("N");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Carries_an_orchestration_through_activity_timer_fan_out_and_event()
    {
        await host.Caller.StartFlowAsync("EverythingFlow", id, Cancel, "x");
        await host.Caller.StatusAsync(HttpMethod.Post, $"api/flows/{id}/events/approval/yes", Cancel);
        var flow = await host.Caller.FlowAsync(id, Cancel);
        Assert.Equal("\"noted begin x, 30, yes\"", flow.GetProperty("output").GetString());
        Assert.Equal("{\"waiting\":true}", flow.GetProperty("customStatus").GetString());
    }

    /// <summary>Guards the message layout "Result: .. Exception: .. Stack: .." that the extension takes apart.</summary>
    [Fact]
    public async Task Keeps_the_type_of_a_failure_on_its_way()
    {
        await host.Caller.StartFlowAsync("CatchFlow", id, Cancel);
        Assert.Equal("\"System.FormatException: on purpose\"", (await host.Caller.FlowAsync(id, Cancel)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Fails_an_orchestration_that_lets_a_failure_escape()
    {
        await host.Caller.StartFlowAsync("FailFlow", id, Cancel);
        var output = (await host.Caller.FlowAsync(id, Cancel, "Failed")).GetProperty("output").GetString();
        Assert.Contains("Task 'Fail' (#0) failed with an unhandled exception: uncaught", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_the_call_of_a_disabled_activity()
    {
        await host.Caller.StartFlowAsync("CallDisabledFlow", id, Cancel);
        var output = (await host.Caller.FlowAsync(id, Cancel, "Failed")).GetProperty("output").GetString();
        Assert.Contains("Task 'Disabled' (#0) failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_on_as_new()
    {
        await host.Caller.StartFlowAsync("EternalFlow", id, Cancel, "i");
        Assert.Equal("\"iii\"", (await host.Caller.FlowAsync(id, Cancel)).GetProperty("output").GetString());
        Assert.Equal(["generation i", "generation ii", "generation iii"], await host.Caller.JournalAsync("generation", 3, Cancel));
    }

    [Fact]
    public async Task Runs_entities()
    {
        await host.Caller.StartFlowAsync("EntityFlow", id, Cancel);
        Assert.Equal("5", (await host.Caller.FlowAsync(id, Cancel)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Refuses_a_second_start_of_an_instance_that_lives()
    {
        await host.Caller.StartFlowAsync("EverythingFlow", id, Cancel, "first");
        Assert.Equal(HttpStatusCode.InternalServerError, await host.Caller.StatusAsync(HttpMethod.Post, $"api/flows/EverythingFlow/{id}", Cancel, body: "second"));
        await host.Caller.StatusAsync(HttpMethod.Post, $"api/flows/{id}/events/approval/yes", Cancel);
        Assert.Equal("\"noted begin first, 30, yes\"", (await host.Caller.FlowAsync(id, Cancel)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Replaces_an_instance_that_has_ended()
    {
        await host.Caller.StartFlowAsync("EchoFlow", id, Cancel, $"1 {id}");
        await host.Caller.FlowAsync(id, Cancel);
        await host.Caller.StartFlowAsync("EchoFlow", id, Cancel, $"2 {id}");
        await host.Caller.JournalAsync($"2 {id}", 1, Cancel);
    }
}
