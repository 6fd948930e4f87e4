using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Seats;

/// <summary>Shows a hub's seats.</summary>
public sealed class GetSeats(HubCalls calls, MembersTable members, GrantsTable grants, WorkspaceUsersTable people, TimeProvider clock)
{
    /// <summary>Free, used and paid as the last check saw them, and the seats that could be released with what they cost.</summary>
    [ApiCall("Show a hub's seats, and those that could be released", Answer = typeof(SeatReportResponse))]
    [Function(nameof(GetSeats))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/seats")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        var (rules, check, now) = (call.Hub.Rules, call.Hub.LastCheck, clock.GetUtcNow());
        var stored = members.LoadAsync(hub, cancel);
        var held = grants.LoadAsync(hub, cancel);
        var left = await people.ReadLeftAsync(cancel);
        var inactiveSince = rules.SeatReleasedAfterDays > 0 ? now.AddDays(-rules.SeatReleasedAfterDays) : (DateTimeOffset?)null;
        var seats = ReleasableSeat.Of((await stored).Select(member => member.Member), await held, left, inactiveSince);
        var spending = call.Hub.SpendingAt(now);
        return Results.Ok(new SeatReportResponse(
            check?.ReadAt, check?.Seats is { } count ? HubViews.Seats(count) : null, rules.SeatPrice, rules.Spending?.Until > now ? rules.Spending : null,
            spending.Budget?.UpTo, NotBought(spending, check?.Seats, now), rules.SeatReleasedAfterDays,
            [.. seats.Select(Of)], rules.SeatPrice is { } price ? price.Each * seats.Count(seat => !seat.Member.Facts.InvitationExpired) : null));
    }

    // Why the next seat beyond the free ones would not be bought.
    private static string? NotBought(SeatSpending spending, SeatCount? seats, DateTimeOffset now) => (spending.Budget, seats) switch
    {
        (null, _) => spending.Lacks,
        (_, not { Paid: not null, Used: not null }) => "the app did not show how many seats are paid for",
        (_, { Paid: { } paid, Maximum: { } most }) when paid >= most => $"the app's plan allows {most} seats at most",
        ({ } budget, { Paid: { } paid, Used: { } used }) => budget.Allows(Math.Max(paid, used) + 1, now) ? null : budget.Bound,
    };

    private static ReleasableSeatResponse Of(ReleasableSeat seat) =>
        new(seat.Member.Id, seat.Member.Facts.Email, seat.Member.Facts.Name, seat.Reasons, seat.Sentence, seat.HeldBy);
}
