using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Seats;

public sealed class BuySeatsTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly DateTimeOffset until = DateTimeOffset.UtcNow.AddDays(1);

    [Fact]
    public async Task Seats_are_bought_as_far_as_the_permission_goes_and_each_is_told()
    {
        var hub = await FullAsync();
        await PermitAsync(hub, new SpendingSettings(2, 60, "USD", until), new SeatPriceSettings(40, "USD"));
        var plan = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members?dryRun=true", new AddMembersRequest([new PersonToAdd(Email: "a@example.com"), new PersonToAdd(Email: "b@example.com")]))).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();
        Assert.Equal(new SeatNeedResponse(2, 0, 4, null, ToBuy: 2, Cost: 80, "USD", NotBought: null), plan.Seats);

        hub.Site.Changes.AfterEffect = _ =>
        {
            hub.Site.Seats = new SeatCount(0, 5, null);
            return Task.CompletedTask;
        };
        var task = await hub.AddAsync("a@example.com");

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        var budget = Assert.Single(hub.Site.Changes.Sent).Budget;
        Assert.Equal((6, "40 USD", 60m, until), (budget?.UpTo, budget?.Price.ToString(), budget?.MaxEach, budget?.Until));
        var told = Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "paidSeatsChanged");
        Assert.Equal((task.Id, "4", "5"), (told.Entry.TaskId, told.Entry.Before, told.Entry.After));
        Assert.Equal((6, null), await BuysAsync(hub));
    }

    [Fact]
    public async Task A_permission_that_is_taken_back_ends_the_batch_before_the_next_person()
    {
        var hub = await FullAsync();
        await PermitAsync(hub, new SpendingSettings(3, 60, "USD", until), new SeatPriceSettings(40, "USD"));
        hub.Site.Changes.AfterEffect = async _ =>
        {
            hub.Site.Seats = new SeatCount(0, 5, null);
            await TakeBackAsync(hub);
        };

        var task = await hub.AddAsync("a@example.com", "b@example.com");

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 1), (task.Status, task.ItemsDone));
        Assert.Single(hub.Site.Changes.Sent);
        Assert.Contains((await hub.ItemsAsync(task.Id)).Values, item => item.Failure?.Kind == FailureKind.SeatPurchaseNeedsApproval);
        Assert.Equal(3, (await hub.ActivityAsync()).Count(entry => entry.Entry is { Event: "hubSettingChanged" }));
    }

    [Fact]
    public async Task Once_fewer_seats_are_paid_for_the_permission_is_counted_from_those()
    {
        var hub = await FullAsync();
        await PermitAsync(hub, new SpendingSettings(2, 60, "USD", until), new SeatPriceSettings(40, "USD"));
        hub.Site.People = ScriptedSite.Crowd(0);
        hub.Site.Seats = new SeatCount(0, 2, null);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        Assert.Equal((4, null), await BuysAsync(hub));
    }

    [Fact]
    public async Task What_was_bought_stays_counted_however_often_the_same_permission_is_given()
    {
        var hub = await FullAsync();
        var given = new SpendingSettings(1, 60, "USD", until);
        await PermitAsync(hub, given, new SeatPriceSettings(40, "USD"));
        hub.Site.Seats = new SeatCount(0, 5, null);
        hub.Site.People = [.. hub.Site.People, ScriptedSite.Person("one.more@example.com")];
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        foreach (var narrower in new[] { given, given with { MaxPriceEach = 50 }, given with { MaxPriceEach = 50, Until = until.AddHours(-1) } })
        {
            await PermitAsync(hub, narrower, new SeatPriceSettings(41, "USD"));
            await AssertRefusedAsync(hub, "5 paid seats in all");
            Assert.Equal((5, "the permission to spend is for 5 paid seats in all"), await BuysAsync(hub));
        }

        // A wider permission is counted from what is paid for by now.
        await PermitAsync(hub, given with { MaxExtraSeats = 2 }, new SeatPriceSettings(41, "USD"));
        Assert.Equal((7, null), await BuysAsync(hub));
    }

    [Fact]
    public async Task Nothing_is_bought_without_a_permission_or_beside_it()
    {
        var hub = await FullAsync();
        await AssertRefusedAsync(hub, "no permission to spend");
        await PermitAsync(hub, new SpendingSettings(2, 60, "USD", until), price: null);
        await AssertRefusedAsync(hub, "seatPrice does not tell");
        await PermitAsync(hub, spending: null, new SeatPriceSettings(61, "USD"));
        await AssertRefusedAsync(hub, "a seat costs 61 USD, and the permission is for 60 USD each");
        await PermitAsync(hub, spending: null, new SeatPriceSettings(40, "USD"));
        await AssertRefusedAsync(hub, "6 paid seats in all", "a@example.com", "b@example.com", "c@example.com");
        await TakeBackAsync(hub);
        await AssertRefusedAsync(hub, "no permission to spend");
        Assert.Equal((null, "the hub has no permission to spend"), await BuysAsync(hub));
        Assert.Empty(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task Sending_an_expired_invitation_again_needs_a_seat_as_well_and_may_buy_what_the_permission_covers()
    {
        var late = ScriptedSite.Person("late@example.com", presence: Presence.Pending) with { InvitationExpired = true };
        var hub = await world.ConnectAsync(new ScriptedSite { People = [.. ScriptedSite.Crowd(1), late], Seats = new SeatCount(0, 4, null) });
        var again = $"hubs/{hub.Id}/members/{await hub.IdAsync("late@example.com", Presence.Pending)}/invitation/resend";
        Assert.Contains(nameof(FailureKind.SeatPurchaseNeedsApproval), (await hub.Owner.Caller.PostAsync(again, new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed").Text, StringComparison.Ordinal);

        await PermitAsync(hub, new SpendingSettings(1, 60, "USD", until), new SeatPriceSettings(40, "USD"));
        var plan = (await hub.Owner.Caller.PostAsync($"{again}?dryRun=true", new { })).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();
        Assert.Equal(new SeatNeedResponse(1, 0, 4, null, ToBuy: 1, Cost: 40, "USD", NotBought: null), plan.Seats);
        var task = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync(again, new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal(5, Assert.Single(hub.Site.Changes.Sent).Budget?.UpTo);
    }

    private static async Task TakeBackAsync(TestHub hub) =>
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { spending = new { maxExtraSeats = 0 } })).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task A_check_that_finds_other_seats_paid_for_and_nobody_changed_tells_so_once()
    {
        var hub = await FullAsync();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        foreach (var paid in new int?[] { 6, null, 6, 9 })
        {
            hub.Site.Seats = new SeatCount(0, paid, null);
            Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        }

        Assert.Equal([("4", "6"), ("6", "9")], (await hub.ActivityAsync()).Select(told => told.Entry).Where(entry => entry.Event == "paidSeatsChanged").Select(entry => (entry.Before, entry.After)).Order());
    }

    // Two people, the Owner and the automation account, and four paid seats.
    private Task<TestHub> FullAsync() => world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(2), Seats = new SeatCount(0, 4, null) });

    private static async Task PermitAsync(TestHub hub, SpendingSettings? spending, SeatPriceSettings? price) =>
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { spending, seatPrice = price })).Expect(HttpStatusCode.OK);

    private static async Task<(int? UpTo, string? Lacks)> BuysAsync(TestHub hub)
    {
        var seats = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/seats")).Expect(HttpStatusCode.OK).As<SeatReportResponse>();
        return (seats.BuysUpTo, seats.NotBought);
    }

    private static async Task AssertRefusedAsync(TestHub hub, string why, params string[] emails)
    {
        var body = new AddMembersRequest([.. (emails is [] ? ["new.one@example.com"] : emails).Select(email => new PersonToAdd(Email: email))]);
        var refused = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed").Text;
        Assert.Contains(nameof(FailureKind.SeatPurchaseNeedsApproval), refused, StringComparison.Ordinal);
        Assert.Contains(why, refused, StringComparison.Ordinal);
    }
}
