using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests;

public sealed class ServerProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static ServerStart Node(string script) => new("a server", Executables.OnPath("node") ?? "node", ["-e", script]);

    [Fact]
    public async Task Waits_for_the_line_that_tells_the_address()
    {
        await using var server = await ServerProcess.StartAsync(Node("console.log('starting'); console.log('{\"listening\":\"http://127.0.0.1:1\"}'); setInterval(() => {}, 1000)"));

        var line = await server.WaitForListeningAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal("http://127.0.0.1:1", line.GetProperty("listening").GetString());
    }

    [Fact]
    public async Task Tells_the_last_words_of_a_server_that_did_not_start()
    {
        await using var server = await ServerProcess.StartAsync(Node("console.error('port taken'); process.exit(3)"));

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => server.WaitForListeningAsync(Limit, TestContext.Current.CancellationToken));

        Assert.Contains("port taken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_a_server_end_in_its_own_way_when_stopped()
    {
        await using var server = await ServerProcess.StartAsync(
            Node("process.on('SIGTERM', () => { console.log('good bye'); process.exit(0); }); console.log('ready'); setInterval(() => {}, 1000)"));
        await server.WaitForLineAsync(line => line == "ready", Limit, TestContext.Current.CancellationToken);

        await server.StopAsync();

        Assert.True(server.HasExited);
        if (!OperatingSystem.IsWindows())
            Assert.Equal("good bye", await server.WaitForLineAsync(line => line == "good bye", Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Gives_a_server_no_time_when_killed()
    {
        await using var server = await ServerProcess.StartAsync(
            Node("process.on('SIGTERM', () => { console.log('good bye'); process.exit(0); }); console.log('ready'); setInterval(() => {}, 1000)"));
        await server.WaitForLineAsync(line => line == "ready", Limit, TestContext.Current.CancellationToken);

        await server.KillAsync();

        Assert.True(server.HasExited);
        Assert.DoesNotContain("good bye", server.Output.Lines);
    }
}
