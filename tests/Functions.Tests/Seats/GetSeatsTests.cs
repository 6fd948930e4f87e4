using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Seats;

public sealed class GetSeatsTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task It_tells_figures_prices_and_the_seats_that_could_be_released()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.ConnectAsync(new ScriptedSite
        {
            People = [ScriptedSite.Person(person.Person.Email) with { LastActive = DateTimeOffset.UtcNow.AddDays(-100) }, ScriptedSite.Person("stranger@else.test"), ScriptedSite.Person("late@else.test", presence: Presence.Pending) with { InvitationExpired = true }],
            Seats = new(4, 10, 20),
        });

        var plain = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/seats")).Expect(HttpStatusCode.OK).As<SeatReportResponse>();
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { seatPrice = new { each = 40.5, currency = "USD" }, seatReleasedAfterDays = 90 })).Expect(HttpStatusCode.OK);
        var priced = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/seats")).Expect(HttpStatusCode.OK).As<SeatReportResponse>();

        Assert.Equal(20, plain.Seats?.Maximum);
        Assert.Equal((null, null, 0), (plain.Price, plain.ReleasableCost, plain.InactiveAfterDays));
        Assert.Equal(["late@else.test", "stranger@else.test"], plain.Releasable.Select(seat => seat.Email));
        Assert.Equal(ReleaseReason.Unmatched, Assert.Single(plain.Releasable[1].Reasons));
        Assert.Equal(["late@else.test", "stranger@else.test", person.Person.Email], priced.Releasable.Select(seat => seat.Email));
        Assert.Equal((81m, new SeatPriceSettings(40.5m, "USD")), (priced.ReleasableCost, priced.Price));
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { seatPrice = new { each = -1, currency = "dollars" } })).ExpectInvalid("seatPrice.each", "seatPrice.currency");
        (await person.Caller.GetAsync($"hubs/{hub.Id}/seats")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
    }
}
