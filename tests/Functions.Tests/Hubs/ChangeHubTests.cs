using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Hubs;

public sealed class ChangeHubTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Tightening_the_guard_counts_at_once_and_loosening_after_a_day_and_both_are_recorded()
    {
        var hub = await world.ConnectAsync();

        var tight = await PatchAsync(hub, new { guard = new { maxPercent = 10, maxTotal = 100 } });
        Assert.Equal(new GuardSettings(5, 10, 100), tight.Settings?.Guard);
        Assert.Null(tight.Settings?.PendingGuard);

        var loose = await PatchAsync(hub, new { guard = new { maxPercent = 50, maxTotal = 50 } });
        Assert.Equal(new GuardSettings(5, 10, 50), loose.Settings?.Guard);
        Assert.Equal(new GuardSettings(5, 50, 50), loose.Settings?.PendingGuard);
        Assert.True(loose.Settings?.PendingGuardFrom > DateTimeOffset.UtcNow.AddHours(23));
        Assert.Equal(["guardChanged", "guardLooseningAsked"], (await hub.ActivityAsync()).Select(entry => entry.Entry.Event).Where(happened => happened.StartsWith("guard", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_by_the_fields_name()
    {
        var hub = await world.ConnectAsync();
        (string Body, string Field)[] wrong =
        [
            ("""{"guard":{"maxPercent":51}}""", "guard.maxPercent"),
            ("""{"guard":{"maxTotal":0}}""", "guard.maxTotal"),
            ("""{"label":""}""", "label"),
            ("""{"leavers":"never"}""", "leavers"),
            ("""{"graceMinutes":10081}""", "graceMinutes"),
            ("""{"defaultAppRole":"Owner"}""", "defaultAppRole"),
            ("""{"spending":{"maxExtraSeats":-1,"maxPriceEach":1,"currency":"EUR","until":"2999-01-01T00:00:00Z"}}""", "spending.maxExtraSeats"),
            ("""{"spending":{"maxExtraSeats":2,"currency":"USD","until":"2999-01-01T00:00:00Z"}}""", "spending.maxPriceEach"),
            ("""{"spending":{"maxExtraSeats":10001,"maxPriceEach":1,"currency":"USD","until":"2999-01-01T00:00:00Z"}}""", "spending.maxExtraSeats"),
            ("""{"seatPrice":{"currency":"USD"}}""", "seatPrice.each"),
            ("""{"defaultHubRole":"Guest"}""", "defaultHubRole"),
            ("""{"seatReleasedAfterDays":366}""", "seatReleasedAfterDays"),
            ("""{"identifier":"other"}""", "identifier"),
        ];

        foreach (var (body, field) in wrong)
        {
            var answer = (await hub.Owner.Caller.SendAsync(HttpMethod.Patch, $"hubs/{hub.Id}", new StringContent(body, null, "application/json"))).Expect(HttpStatusCode.BadRequest);
            Assert.True(answer.Json["errors"]?[field] is not null, $"{body}: {answer.Text}");
        }
    }

    [Fact]
    public async Task The_default_hub_role_and_when_a_seat_may_be_released_are_set_shown_and_recorded()
    {
        var hub = await world.ConnectAsync();

        var settings = (await PatchAsync(hub, new { defaultHubRole = "Owner", seatReleasedAfterDays = 60 })).Settings;
        await PatchAsync(hub, new { label = "Other" });

        Assert.Equal((HubRole.Owner, 60), (settings?.DefaultHubRole, settings?.SeatReleasedAfterDays));
        Assert.Equal((HubRole.Owner, 60), ((await hub.RowAsync()).Rules.DefaultHubRole, (await hub.RowAsync()).Rules.SeatReleasedAfterDays));
        Assert.Equal(
            [("defaultHubRole", "Collaborator", "Owner"), ("seatReleasedAfterDays", "0", "60")],
            (await hub.ActivityAsync()).Select(told => told.Entry).Where(entry => entry.Event == "hubSettingChanged" && entry.Target != "label").Select(entry => (entry.Target, entry.Before, entry.After)).Order());
    }

    [Fact]
    public async Task A_tag_that_is_not_the_present_one_is_refused_and_a_check_does_not_change_it()
    {
        var hub = await world.ConnectAsync();
        var tag = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}")).ETag ?? "";
        await hub.CheckAsync();

        (await SendAsync(tag, "First")).Expect(HttpStatusCode.OK);
        Assert.Equal("preconditionFailed", (await SendAsync(tag, "Second")).Kind);
        Assert.Equal("First", (await hub.RowAsync()).Label);

        Task<ApiAnswer> SendAsync(string match, string label) =>
            hub.Owner.Caller.SendAsync(HttpMethod.Patch, $"hubs/{hub.Id}", JsonContent.Create(new { label }, options: ApiJson.Options), ("If-Match", match));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_that_was_cut_short_before_it_was_told_is_told_once_by_the_watchdog_or_by_the_same_call_again(bool callsAgain)
    {
        var hub = await world.ConnectAsync();
        world.Faults.Break("hubSettingChanged", 1);

        var cut = await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { label = "Told" });
        Assert.True(world.Faults.Happened);
        Assert.NotEqual(HttpStatusCode.OK, cut.Status);
        Assert.Equal("Told", (await hub.RowAsync()).Label);
        if (callsAgain)
            await PatchAsync(hub, new { label = "Told" });
        await world.App.Get<HubSweep>().RunAsync(DateTimeOffset.UtcNow.AddMinutes(2), world.Engine.Client, HubWorld.Cancel);

        var entry = Assert.Single(await hub.ActivityAsync(), told => told.Entry.Event == "hubSettingChanged").Entry;
        Assert.Equal(("label", "Marketing", "Told", hub.Owner.Person.Id), (entry.Target, entry.Before, entry.After, entry.ActorId));
        Assert.Empty((await hub.RowAsync()).Untold);
    }

    private static async Task<HubResponse> PatchAsync(TestHub hub, object body) =>
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", body)).Expect(HttpStatusCode.OK).As<HubResponse>();
}
