using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>Alerts look for words in the log, and for meters by their names; they are worth nothing where the app says it otherwise.</summary>
public sealed partial class AlertTests(BicepCompiler compiler) : IClassFixture<BicepCompiler>
{
    private static readonly string[] statuses = ["Failed", "CompletedWithErrors"];

    // In minutes. The service takes no others, and neither compiler nor what-if says so.
    private static readonly int[] windows = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880];
    private static readonly int[] frequencies = [1, 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440];

    [Fact]
    public void Every_alert_looks_for_words_that_the_app_says_or_for_a_meter_that_it_has()
    {
        BicepCompiler.IsNeeded();
        var messages = Messages().ToList();
        var alerts = Alerts();

        Assert.NotEmpty(alerts);
        Rule.Holds(from alert in alerts
                   from wanted in Words(alert)
                   where !messages.Exists(wanted.Found)
                   select $"{alert.GetProperty("name")}: nothing says {wanted.Text}");
        Rule.Holds(from alert in alerts
                   let says = alert.GetProperty("says").GetArrayLength()
                   where says == 0 == (alert.GetProperty("query").GetString() is "")
                   select $"{alert.GetProperty("name")} looks for nothing, or for two things");
    }

    [Fact]
    public void Every_alert_looks_back_as_far_and_as_often_as_Azure_lets_it()
    {
        BicepCompiler.IsNeeded();
        var rule = CompiledTemplate.Resources(compiler.Main).Single(resource => resource.Type == "Microsoft.Insights/scheduledQueryRules").Properties;
        var frequency = MinutesOf(rule.GetProperty("evaluationFrequency"));

        Assert.Contains(frequency, frequencies);
        Rule.Holds(from alert in Alerts()
                   let window = MinutesOf(alert.GetProperty("window"))
                   where !windows.Contains(window) || window < frequency
                   select $"{alert.GetProperty("name")}: Azure takes no window of {window} minutes");
    }

    [Fact]
    public void The_app_sends_its_lines_itself_and_alerts_look_where_they_arrive()
    {
        BicepCompiler.IsNeeded();
        using var host = JsonDocument.Parse(SourceTree.ReadText("host.json"));
        var template = CompiledTemplate.Resources(compiler.Main).First(resource => resource.Type == "Microsoft.Insights/scheduledQueryRules").Template;
        var said = template.GetProperty("variables").GetProperty("said").GetString() ?? "";

        Assert.Equal("OpenTelemetry", host.RootElement.GetProperty("telemetryMode").GetString());
        Assert.Contains("union isfuzzy=true AppTraces, AppExceptions", said, StringComparison.Ordinal);
        Assert.Contains("Properties.OriginalFormat", said, StringComparison.Ordinal);
        Rule.Holds(from alert in Alerts()
                   let query = alert.GetProperty("query").GetString() ?? ""
                   where query.Contains("AppTraces", StringComparison.Ordinal)
                   select $"{alert.GetProperty("name")} would miss what is logged with an exception; let it say what it looks for");
    }

    [Fact]
    public void What_is_measured_is_looked_for_by_its_meter_and_every_meter_is_told()
    {
        BicepCompiler.IsNeeded();
        var meters = Meters().ToHashSet(StringComparer.Ordinal);
        var queries = Alerts().Select(alert => (Name: alert.GetProperty("name").ToString(), Query: alert.GetProperty("query").GetString() ?? "")).ToList();
        var wanted = queries.Select(alert => (alert.Name, Meter: MeterName().Match(alert.Query).Groups["meter"].Value)).Where(alert => alert.Meter.Length > 0).ToList();

        Assert.True(wanted.Count >= 3);
        Rule.Holds(wanted.Where(alert => !meters.Contains(alert.Meter)).Select(alert => $"{alert.Name}: nothing measures {alert.Meter}"));
        Rule.Holds(queries.Where(alert => alert.Query.StartsWith("AppMetrics", StringComparison.Ordinal) && wanted.TrueForAll(one => one.Name != alert.Name)).Select(alert => $"{alert.Name} names no meter"));
        var page = SourceTree.ReadText("docs/telemetry.md");
        Rule.Holds(meters.Where(meter => !page.Contains($"| `{meter}` |", StringComparison.Ordinal)).Select(meter => $"docs/telemetry.md has no row for {meter}"));
    }

    [Fact]
    public async Task Every_hub_that_is_taken_over_or_needs_a_person_is_mailed_also_while_another_one_is_news()
    {
        var rules = (await Snapshot.OfAsync("test")).Where(resource => Snapshot.Is(resource, "Microsoft.Insights/scheduledQueryRules")).ToList();

        // One that is resolved by itself is mailed once, until it is.
        Assert.Equal(
            ["alert-hub-taken-over-seatkpr-test", "alert-hubs-need-attention-seatkpr-test"],
            rules.Where(rule => !rule.GetProperty("properties").GetProperty("autoMitigate").GetBoolean()).Select(rule => rule.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.All(rules, rule => Assert.False(rule.GetProperty("properties").TryGetProperty("muteActionsDuration", out _)));
    }

    private List<JsonElement> Alerts() =>
        [.. CompiledTemplate.Resources(compiler.Main).Select(resource => resource.Template).First(template => template.TryGetProperty("variables", out var found) && found.TryGetProperty("alerts", out _))
            .GetProperty("variables").GetProperty("alerts").EnumerateArray()];

    private static IEnumerable<string> Meters() =>
        from file in SourceTree.Product
        from call in file.All<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: var name } && name is "CreateCounter" or "CreateHistogram" or "CreateGauge" or "CreateUpDownCounter"
        let first = call.ArgumentList.Arguments.FirstOrDefault()?.Expression as LiteralExpressionSyntax
        where first is not null
        select first.Token.ValueText;

    [Fact]
    public void Every_alert_is_told_with_what_to_do()
    {
        BicepCompiler.IsNeeded();
        var page = SourceTree.ReadText("docs/operations.md");
        var alerts = AlertName().Matches(SourceTree.ReadText("infra/modules/alerts.bicep")).Select(match => match.Groups["name"].Value).ToList();

        Assert.NotEmpty(alerts);
        Rule.Holds(alerts.Where(alert => !page.Contains($"| `{alert}` |", StringComparison.Ordinal)).Select(alert => $"docs/operations.md has no row for {alert}"));
    }

    private static int MinutesOf(JsonElement length) => (int)System.Xml.XmlConvert.ToTimeSpan(length.GetString() ?? "").TotalMinutes;

    private static IEnumerable<(string Text, Predicate<Sent> Found)> Words(JsonElement alert)
    {
        foreach (var words in alert.GetProperty("says").EnumerateArray().Select(words => words.GetString() ?? ""))
            yield return (words, message => message.Said.Contains(words, StringComparison.Ordinal));
        var query = alert.GetProperty("query").GetString() ?? "";
        foreach (var words in Template().Matches(query).Select(match => match.Groups["words"].Value))
            yield return (words, message => message.WithException && message.Said == words);
    }

    // Every message of the product as the exporter would send it (AzureMonitorTests shows that): its template where it comes with an
    // exception, and else the sentence, here with a status for the status and a number for everything else.
    private static IEnumerable<Sent> Messages() =>
        from file in SourceTree.Product
        from attribute in file.All<AttributeSyntax>()
        where attribute.Name.ToString() == "LoggerMessage"
        let method = attribute.FirstAncestorOrSelf<MethodDeclarationSyntax>()
        let withException = method.ParameterList.Parameters.Any(parameter => parameter.Type?.ToString().EndsWith("Exception", StringComparison.Ordinal) == true)
        from text in attribute.DescendantNodes().OfType<LiteralExpressionSyntax>()
        let template = text.Token.ValueText
        from status in statuses
        select new Sent(withException ? template : Place().Replace(template, place => place.Value == "{Status}" ? status : "7"), withException);

    private sealed record Sent(string Said, bool WithException);

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Place();

    [GeneratedRegex("OriginalFormat\\) == \"(?<words>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Template();

    [GeneratedRegex("Name == \"(?<meter>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex MeterName();

    [GeneratedRegex("^    name: '(?<name>[a-z-]+)'$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex AlertName();
}
