using System.Globalization;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Domain.Tests.Seats;

public sealed class SeatSpendingTests
{
    private static readonly DateTimeOffset now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly SpendingPermission permission = new(3, 60, "USD", now.AddDays(1), PaidBefore: 10);
    private static readonly SeatPrice price = new(40, "USD");

    [Fact]
    public void As_many_seats_may_be_paid_for_as_were_before_and_as_the_permission_adds()
    {
        var spending = SeatSpending.Of(permission, price, now);

        Assert.Equal((13, null), (spending.Budget?.UpTo, spending.Lacks));
        Assert.True(spending.Budget?.Allows(13, now));
        Assert.False(spending.Budget?.Allows(14, now));
        Assert.False(spending.Budget?.Allows(13, now.AddDays(1)));
    }

    [Theory]
    [InlineData("60", "USD", true)]
    [InlineData("60.01", "USD", false)]
    [InlineData("40", "EUR", false)]
    [InlineData("0", "USD", false)]
    public void A_price_is_within_it_where_it_is_no_higher_and_of_the_same_currency(string each, string currency, bool isWithin)
    {
        var told = new SeatPrice(decimal.Parse(each, CultureInfo.InvariantCulture), currency);

        Assert.Equal(isWithin, SeatSpending.Of(permission, told, now).Budget is not null);
    }

    [Fact]
    public void Nothing_is_bought_and_it_is_told_why_where_anything_is_missing()
    {
        AssertLacks("no permission", SeatSpending.Of(permission: null, price, now));
        AssertLacks("no permission", SeatSpending.Of(permission with { MaxExtraSeats = 0 }, price, now));
        AssertLacks("run out", SeatSpending.Of(permission with { Until = now }, price, now));
        AssertLacks("is not known", SeatSpending.Of(permission with { PaidBefore = null }, price, now));
        AssertLacks("seatPrice", SeatSpending.Of(permission, price: null, now));
        AssertLacks("a seat costs 61 USD, and the permission is for 60 USD each", SeatSpending.Of(permission, price with { Each = 61 }, now));
    }

    private static void AssertLacks(string why, SeatSpending spending)
    {
        Assert.Null(spending.Budget);
        Assert.Contains(why, spending.Lacks, StringComparison.Ordinal);
    }
}
