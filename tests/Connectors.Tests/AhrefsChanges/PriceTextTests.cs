using Seatkeeper.Connectors.AhrefsChanges;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

public sealed class PriceTextTests
{
    [Theory]
    [InlineData("1 additional seat, $60.00/month, will be added to your subscription", "60 USD")]
    [InlineData("1 additional seat, US$60/month", "60 USD")]
    [InlineData("1 zusätzlicher Platz zu 60,00 €/Monat", "60 EUR")]
    [InlineData("USD 60 for 1 seat", "60 USD")]
    [InlineData("1 additional seat at $60.00", "60 USD")]
    [InlineData("1 seat: £7.50", "7.5 GBP")]
    [InlineData("1 Platz CHF 60", "60 CHF")]
    public void One_price_that_can_be_read_in_one_way_is_read(string text, string price)
    {
        Assert.True(PriceText.IsIn(text));
        Assert.Equal(price, PriceText.ReadOne(text)?.ToString());
    }

    [Theory]
    [InlineData("CA$60/month")]
    [InlineData("¥6000")]
    [InlineData("$1,200")]
    [InlineData("$1.200,00")]
    [InlineData("$1 200")]
    [InlineData("CAD $60.00/month")]
    [InlineData("$60.00 CAD/month")]
    [InlineData("5 additional seats at $60.00/month each")]
    [InlineData("5 × $60.00/month")]
    [InlineData("$60.00/month")]
    [InlineData("1 seat: $٦٠")]
    [InlineData("$60.00 for the first 14 days")]
    [InlineData("1 200 €")]
    [InlineData("CHF 1'200")]
    [InlineData("1'200 CHF")]
    [InlineData("2 seats at $60.00: $120.00")]
    [InlineData("$60k")]
    [InlineData("$60.123")]
    public void What_could_be_read_otherwise_is_a_price_that_is_not_known(string text)
    {
        Assert.True(PriceText.IsIn(text));
        Assert.Null(PriceText.ReadOne(text));
    }

    [Fact]
    public void What_may_have_been_cut_short_is_not_read()
    {
        var text = "1 seat, $60.00/month" + new string('.', 480);

        Assert.Null(PriceText.ReadOne(text));
        Assert.NotNull(PriceText.ReadOne(text[..499]));
    }

    [Fact]
    public void What_tells_no_price_has_none() => Assert.False(PriceText.IsIn("3 invitations will be sent"));
}
