using System.Diagnostics;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;

namespace Seatkeeper.Simulators.Tests.Worlds;

public sealed class StartTests
{
    private static readonly string Assembly = typeof(RunningSimulator).Assembly.Location;

    [Fact]
    public async Task It_prints_where_it_listens_and_serves_the_default_world_when_asked_for_a_set()
    {
        using var process = Start("--port", "0", "--set", "small");
        try
        {
            var line = JsonNode.Parse(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "");
            var address = new Uri(line?["listening"]?.ToString() ?? "");
            Assert.Equal("127.0.0.1", address.Host);
            Assert.NotEqual(0, address.Port);
            using var client = new HttpClient { BaseAddress = address };
            client.DefaultRequestHeaders.Add("X-Sim-Key", line?["simKey"]?.ToString());
            var state = JsonNode.Parse(await client.GetStringAsync("/_sim/state", TestContext.Current.CancellationToken));
            Assert.Equal("default", state?["worldId"]?.ToString());
            Assert.Equal(12, state?["workspaces"]?[0]?["members"]?.AsArray().Count);
        }
        finally
        {
            process.Kill();
        }
    }

    [Theory]
    [InlineData("--urls", "http://0.0.0.0:0")]
    [InlineData("--urls", "http://localhost:0")]
    [InlineData("--urls", "http://192.168.1.5:8080")]
    [InlineData("--interface", "eth0")]
    public async Task It_refuses_every_address_but_the_loopback(string option, string value)
    {
        using var process = Start(option, value);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.Empty(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Remove("ASPNETCORE_URLS");
        return Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }
}
