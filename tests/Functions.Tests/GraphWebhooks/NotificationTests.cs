using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.GraphWebhooks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Graph;
using Seatkeeper.Functions.Tests.Telemetry;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.GraphWebhooks;

public sealed partial class NotificationTests(AzuriteServer azurite, GraphSite site)
{
    private const string State = "what only Graph knows";
    private const string Path = "webhooks/graph";
    private const string Waited = "seatkeeper.graph.webhook.duration";
    private const string Counted = "seatkeeper.graph.notifications";

    private async Task<GraphRig> StartAsync()
    {
        var rig = await GraphRig.StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])));
        await rig.App.Get<SubscriptionsTable>().PutAsync(new GraphSubscription(KnownSubscriptions.HashOf(State), "groups", "", DateTimeOffset.UtcNow) { Id = "sub-1" }, Cancel);
        return rig;
    }

    private static JsonObject Notification(GraphRig rig, string? group = null) => new()
    {
        ["subscriptionId"] = "sub-1",
        ["clientState"] = State,
        ["tenantId"] = rig.World.TenantId,
        ["changeType"] = "updated",
        ["resource"] = $"Groups/{group ?? Guid.NewGuid().ToString()}",
        ["something"] = new JsonObject { ["new"] = true },
    };

    private static JsonObject Body(params JsonObject[] notifications) => new() { ["value"] = new JsonArray([.. notifications]) };

    private static Task<IReadOnlyList<InboxRow>> StoredAsync(GraphRig rig) => rig.App.Get<GraphInboxTable>().ListAsync(100, Cancel);

    [Fact]
    public async Task A_validation_is_answered_with_its_own_token_as_plain_text_that_is_no_page()
    {
        await using var rig = await StartAsync();
        using var anybody = rig.App.Owner.With(null);
        foreach (var path in new[] { Path, $"{Path}/lifecycle" })
        {
            var answer = await anybody.SendAsync(HttpMethod.Post, $"{path}?validationToken={Uri.EscapeDataString("Validation: 1 +&% é")}");
            Assert.Equal((HttpStatusCode.OK, "text/plain", "Validation: 1 +&% é"), (answer.Status, answer.ContentType, answer.Text));
            Assert.Equal("&lt;script&gt;&quot;&#39;", (await anybody.SendAsync(HttpMethod.Post, $"{path}?validationToken={Uri.EscapeDataString("<script>\"'")}")).Text);
            (await anybody.SendAsync(HttpMethod.Post, $"{path}?validationToken={new string('x', 1_025)}")).ExpectInvalid("validationToken");
        }
    }

    [Fact]
    public async Task How_long_Graph_waits_for_an_answer_is_measured_and_nothing_that_anybody_else_sends()
    {
        await using var rig = await StartAsync();
        using var ear = new MeterEar();
        var intake = rig.App.Get<NotificationIntake>();
        var forged = Notification(rig);
        forged["clientState"] = "a guess";

        await intake.TakeAsync(Request(Body(Notification(rig))), isLifecycle: false, Cancel);
        await intake.TakeAsync(Request(Body()), isLifecycle: false, Cancel);
        await Assert.ThrowsAsync<RefusedException>(() => intake.TakeAsync(Request([]), isLifecycle: false, Cancel));
        await Assert.ThrowsAsync<RefusedException>(() => intake.TakeAsync(Request(Body(forged)), isLifecycle: false, Cancel));
        // A body that never comes keeps nobody, and wakes nobody.
        var slow = Request([]);
        slow.Body = new Pipe().Reader.AsStream();
        var counted = ear.Heard(Counted).Count;
        await Assert.ThrowsAsync<RefusedException>(() => intake.TakeAsync(slow, isLifecycle: false, Cancel).WaitAsync(InProcessEngine.Patience, Cancel));

        Assert.True(Assert.Single(ear.Heard(Waited)) > 0);
        Assert.Equal(counted + 1, ear.Heard(Counted).Count);
        Assert.Contains("are refused: late", rig.App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_storage_does_not_answer_is_measured_as_longer_than_the_alert_takes_for_slow()
    {
        await using var rig = await StartAsync();
        using var ear = new MeterEar();
        var group = Guid.NewGuid().ToString();
        rig.Faults.HoldWrites(group);

        await Assert.ThrowsAsync<AppFailureException>(() => rig.App.Get<NotificationIntake>().TakeAsync(Request(Body(Notification(rig, group))), isLifecycle: false, Cancel));

        var text = await File.ReadAllTextAsync(Repository.InRoot("infra", "modules", "alerts.bicep"), Cancel);
        var slow = double.Parse(SlowerThan().Match(text).Groups["seconds"].Value, CultureInfo.InvariantCulture);
        Assert.True(Assert.Single(ear.Heard(Waited)) > slow);
    }

    [GeneratedRegex("\"seatkeeper\\.graph\\.webhook\\.duration\" \\| where Max > (?<seconds>[0-9.]+)'", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex SlowerThan();

    private static HttpRequest Request(JsonObject body)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body.ToJsonString()));
        return http.Request;
    }

    [Fact]
    public async Task Genuine_notifications_are_stored_before_the_answer_and_forged_ones_among_them_are_not()
    {
        await using var rig = await StartAsync();
        using var graph = rig.App.Owner.With(null);
        var (one, two) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var wrongState = Notification(rig);
        wrongState["clientState"] = "a guess";
        var wrongTenant = Notification(rig);
        wrongTenant["tenantId"] = Guid.NewGuid().ToString();
        var unknown = Notification(rig);
        unknown["subscriptionId"] = "another";
        var noState = Notification(rig);
        noState.Remove("clientState");
        var noObject = Notification(rig, "no-id");

        (await graph.PostAsync(Path, Body(Notification(rig, one), wrongState, Notification(rig, two), wrongTenant, Notification(rig, one), unknown, noState, noObject))).Expect(HttpStatusCode.Accepted);

        Assert.Equal([one, two], Assert.Single(await StoredAsync(rig)).Entries.Select(entry => entry.Id));
        foreach (var forged in new[] { wrongState, wrongTenant, unknown, noState, noObject })
            (await graph.PostAsync(Path, Body(forged.DeepClone().AsObject()))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        Assert.Single(await StoredAsync(rig));
        Assert.Contains("wrongClientState", rig.App.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain(State, rig.App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_collection_of_notifications_is_refused_and_so_is_too_much()
    {
        await using var rig = await StartAsync();
        using var anybody = rig.App.Owner.With(null);
        foreach (var body in new[] { "", "{", "[]", "{}", "{\"value\":1}", "{\"value\":[1]}", "{\"value\":[{\"subscriptionId\":{}}]}" })
        {
            var answer = await anybody.PostTextAsync(Path, body);
            Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, $"{body}: {answer.Status}");
        }

        (await anybody.PostTextAsync(Path, $"{{\"value\":[{{\"clientState\":\"{new string('x', 1024 * 1024)}\"}}]}}")).ExpectProblem(HttpStatusCode.RequestEntityTooLarge, "tooLarge");
        (await anybody.PostAsync(Path, Body([.. Enumerable.Range(0, 1_001).Select(_ => Notification(rig))]))).ExpectProblem(HttpStatusCode.RequestEntityTooLarge, "tooLarge");
        Assert.Empty(await StoredAsync(rig));
    }

    [Fact]
    public async Task A_notification_that_comes_before_Graph_told_the_subscriptions_id_is_taken_by_its_client_state()
    {
        await using var rig = await StartAsync();
        using var graph = rig.App.Owner.With(null);
        await rig.App.Get<SubscriptionsTable>().PutAsync(new GraphSubscription(KnownSubscriptions.HashOf("a new one"), "users", "", DateTimeOffset.UtcNow), Cancel);
        rig.App.Get<KnownSubscriptions>().Forget();
        var early = Notification(rig);
        early["subscriptionId"] = Guid.NewGuid().ToString();
        early["clientState"] = "a new one";

        (await graph.PostAsync(Path, Body(early))).Expect(HttpStatusCode.Accepted);

        Assert.Equal("users", Assert.Single(Assert.Single(await StoredAsync(rig)).Entries).Kind);
    }

    [Theory]
    [InlineData("""{"id":"n-1","resourceData":{"sequenceNumber":7}}""", "n-1")]
    [InlineData("""{"sequenceNumber":8}""", "8")]
    [InlineData("""{"resourceData":{"sequenceNumber":637000000000000001,"eventTime":"2026-11-01T08:00:00Z"}}""", "637000000000000001")]
    [InlineData("""{"resourceData":{"eventTime":"2026-11-01T08:00:00Z"}}""", "Groups/6d1b6a4e-0f0d-4c39-9a4e-0f4d2a1d7c55 2026-11-01T08:00:00Z")]
    [InlineData("{}", "sub-1")]
    public async Task What_a_notification_is_called_tells_it_from_every_other_as_far_as_it_says_anything_of_itself(string more, string name)
    {
        await using var rig = await StartAsync();
        using var graph = rig.App.Owner.With(null);
        var notification = Notification(rig, "6d1b6a4e-0f0d-4c39-9a4e-0f4d2a1d7c55");
        foreach (var (key, value) in JsonNode.Parse(more)!.AsObject())
            notification[key] = value?.DeepClone();

        (await graph.PostAsync(Path, Body(notification))).Expect(HttpStatusCode.Accepted);

        Assert.Equal(name, Assert.Single(Assert.Single(await StoredAsync(rig)).Entries).Cause);
    }

    [Fact]
    public async Task Where_storage_does_not_answer_Graph_is_told_in_time_to_send_it_again()
    {
        await using var rig = await StartAsync();
        using var graph = rig.App.Owner.With(null);
        var group = Guid.NewGuid().ToString();
        rig.Faults.HoldWrites(group);

        (await graph.PostAsync(Path, Body(Notification(rig, group)))).ExpectProblem(HttpStatusCode.ServiceUnavailable, nameof(FailureKind.StorageUnavailable));

        Assert.Empty(await StoredAsync(rig));
        rig.Faults.HoldWrites(null);
        (await graph.PostAsync(Path, Body(Notification(rig, group)))).Expect(HttpStatusCode.Accepted);
        Assert.Equal(group, Assert.Single(Assert.Single(await StoredAsync(rig)).Entries).Id);
    }

    [Fact]
    public async Task While_storage_is_away_what_anybody_sends_fills_no_log()
    {
        await using var rig = await StartAsync();
        using var anybody = rig.App.Owner.With(null);
        rig.Faults.WhenAsked = asked => asked.Contains(SubscriptionsTable.Name, StringComparison.Ordinal) ? Task.FromException(new RequestFailedException(503, "away")) : Task.CompletedTask;

        for (var call = 0; call < 20; call++)
            (await anybody.PostAsync(Path, Body(Notification(rig)))).ExpectProblem(HttpStatusCode.ServiceUnavailable, nameof(FailureKind.StorageUnavailable));

        Assert.Equal(1, rig.App.Log.All.Split('\n').Count(line => line.Contains($"{nameof(ReceiveGraphNotifications)} failed", StringComparison.Ordinal)));
    }
}
