using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>What the image's recipe says. It was never built where this was written: no registry is reached from there.</summary>
public sealed partial class DockerfileTests
{
    private static readonly IReadOnlyList<(string Name, string Text)> steps = Read();

    [Fact]
    public void Every_base_is_named_with_a_version_and_the_sdk_is_the_repositorys_own()
    {
        var bases = Texts("ARG").Where(text => text.Contains('=', StringComparison.Ordinal)).Select(text => text.Split('=', 2)).ToDictionary(arg => arg[0], arg => arg[1], StringComparer.Ordinal);
        using var global = JsonDocument.Parse(SourceTree.ReadText("global.json"));
        var sdk = global.RootElement.GetProperty("sdk").GetProperty("version").GetString();

        Assert.Equal($"mcr.microsoft.com/dotnet/sdk:{sdk}", bases["SDK_IMAGE"]);
        Assert.All(Texts("FROM"), from => Assert.Matches(@"^\$\{(SDK_IMAGE|FUNCTIONS_IMAGE)\} AS \w+$", from));
        Assert.All(bases.Values, image => Assert.Matches(@"^mcr\.microsoft\.com/[\w/-]+:\d[\w.-]*$", image));
    }

    [Fact]
    public void It_runs_as_somebody_who_is_not_root_and_may_write_nowhere_but_tmp()
    {
        var app = steps.SkipWhile(step => step.Name != "FROM" || !step.Text.EndsWith(" AS app", StringComparison.Ordinal)).ToList();
        var user = app.FindIndex(step => step.Name == "USER");

        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", app[user].Text);
        Assert.DoesNotContain(app.Skip(user), step => step.Name is "RUN" or "COPY" or "ADD");
        Assert.DoesNotContain(steps, step => step.Text.Contains("chown", StringComparison.Ordinal) || step.Text.Contains("--chmod", StringComparison.Ordinal) || step.Name is "VOLUME" or "ADD");
        Assert.Contains(app, step => step.Name == "ENV" && step.Text.Contains("HOME=/tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_it_runs_as_may_start_the_browsers_driver()
    {
        // A package keeps no right to run for others, and a publish that builds copies the driver as the package has it.
        var driver = Driver().Match(Texts("RUN").First(text => text.Contains(" install ", StringComparison.Ordinal))).Value;

        Assert.NotEmpty(driver);
        Assert.Contains(Texts("RUN"), text => text.Contains($"chmod 0755 {driver} ", StringComparison.Ordinal));
    }

    [Fact]
    public void It_brings_the_display_that_a_browser_with_a_window_needs()
    {
        Assert.Contains(Texts("ENV"), text => text.Contains("DISPLAY=:99", StringComparison.Ordinal));
        Assert.Contains(Texts("RUN"), text => text.Contains(" xvfb", StringComparison.Ordinal));
        Assert.Contains(Texts("CMD"), text => text.Contains("Xvfb :99 ", StringComparison.Ordinal) && text.Contains("exec /azure-functions-host/", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_for_a_scheduler_only_where_that_is_asked_for()
    {
        Assert.Contains("DURABLE_TASK_SCHEDULER", Texts("ARG"));
        Assert.Contains(Texts("RUN"), text => text.StartsWith("dotnet publish ", StringComparison.Ordinal) && text.EndsWith(" -p:DurableTaskScheduler=${DURABLE_TASK_SCHEDULER}", StringComparison.Ordinal));
    }

    [Fact]
    public void No_secret_and_nothing_of_a_developers_machine_gets_in()
    {
        Assert.DoesNotContain(steps, step => step.Name is "ARG" or "ENV" && Secret().IsMatch(step.Text));
        var ignored = File.ReadLines(Path.Combine(SourceTree.Root, ".dockerignore")).Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.Equal("*", ignored[0]);
        Assert.Contains("**/local.settings.json", ignored);
        var kept = ignored.Where(line => line[0] == '!').Select(line => line[1..].TrimEnd('/')).ToList();
        var copied = Texts("COPY").Where(text => !text.StartsWith("--from", StringComparison.Ordinal)).SelectMany(text => text.Split(' ')[..^1]).Select(source => source.TrimEnd('/')).ToList();

        Assert.Equal(kept.Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
        Assert.All(copied, source => Assert.True(Path.Exists(Path.Combine(SourceTree.Root, source)), $"There is no {source}."));
    }

    [Fact]
    public void Its_port_and_its_health_are_what_the_app_and_the_template_say()
    {
        var template = SourceTree.ReadText("infra/modules/container-app.bicep");
        var port = Port().Match(template).Groups["port"].Value;
        var routes = SourceTree.Product.Where(file => file.IsIn("src/Functions/Health")).Select(file => Route().Match(file.Text)).Where(match => match.Success).Select(match => "/" + match.Groups["route"].Value).ToList();

        Assert.Equal(port, Assert.Single(Texts("EXPOSE")));
        Assert.Contains(Texts("ENV"), text => text.Contains($"ASPNETCORE_URLS=http://+:{port}", StringComparison.Ordinal));
        Assert.Equal(2, routes.Count);
        var (live, ready) = (routes.Single(route => route.EndsWith("/live", StringComparison.Ordinal)), routes.Single(route => route.EndsWith("/ready", StringComparison.Ordinal)));
        Assert.Contains($"'{live}'", template, StringComparison.Ordinal);
        // A vault or a browser in trouble is so for every instance at once: it must not take the app off the network.
        Assert.DoesNotContain(ready, template, StringComparison.Ordinal);
        Assert.Equal(3, ProbePath().Count(template));
        var health = Assert.Single(Texts("HEALTHCHECK"));
        Assert.Contains("/api/v1/health/live", health, StringComparison.Ordinal);
        Assert.Contains($"/127.0.0.1/{port}", health, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(string name) => steps.Where(step => step.Name == name).Select(step => step.Text);

    private static List<(string Name, string Text)> Read()
    {
        var lines = SourceTree.ReadText("infra/Dockerfile").Split('\n').Where(line => line.Length > 0 && line[0] != '#');
        var joined = Continuation().Replace(string.Join('\n', lines), " ");
        return [.. joined.Split('\n').Select(line => line.Split(' ', 2)).Select(step => (step[0], step[1].Trim()))];
    }

    [GeneratedRegex(@"\s*\\\n\s*", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Continuation();

    [GeneratedRegex("(password|secret|token|connectionstring|accountkey|apikey)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\S+(?= \S+/cli\.js install)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Driver();

    [GeneratedRegex("^var port = (?<port>[0-9]+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Port();

    [GeneratedRegex("httpGet: \\{ path: live, port: port \\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ProbePath();

    [GeneratedRegex("Route = \"(?<route>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Route();
}
