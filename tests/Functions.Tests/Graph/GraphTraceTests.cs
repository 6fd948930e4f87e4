using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Telemetry;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.Graph;

/// <summary>Calls of Graph in the traces of what makes them.</summary>
public sealed class GraphTraceTests(AzuriteServer azurite, GraphSite site)
{
    [Fact]
    public async Task A_call_is_a_span_of_the_trace_that_it_is_made_in_and_names_its_route_and_nobody()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])));
        var group = await rig.World.GroupIdAsync("SEO", Cancel);
        var file = Path.GetTempFileName();
        await using var telemetry = Collect(file);

        // What the worker makes of a function's turn, and the durable engine hands on within a task.
        var turn = new System.Diagnostics.Activity("function ReadGroupActivity") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        await rig.App.Get<IGroupDirectory>().ReadAsync(group, Cancel);
        turn.Stop();
        telemetry.GetRequiredService<TracerProvider>().ForceFlush();

        var lines = (await File.ReadAllLinesAsync(file, Cancel)).Where(line => line.Contains($"{turn.TraceId}", StringComparison.Ordinal)).ToList();
        var spans = lines.ConvertAll(line => JsonNode.Parse(line)!.AsObject());
        Assert.Contains(spans, span => $"{span["source"]}" == TelemetryServices.GraphSource && $"{span["parentSpanId"]}" == $"{turn.SpanId}" && $"{span["name"]}".Contains("groups", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.All(["corp.test", group, rig.World.ClientSecret, "url.full"], unsaid => Assert.DoesNotContain(unsaid, line, StringComparison.Ordinal)));
        File.Delete(file);
    }

    private static ServiceProvider Collect(string file)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Telemetry:TraceFile", (string?)file)]).Build();
        var provider = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddTelemetry(configuration).BuildServiceProvider();
        _ = provider.GetRequiredService<TracerProvider>();
        return provider;
    }
}
