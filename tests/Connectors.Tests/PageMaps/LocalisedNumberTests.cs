using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Connectors.Tests.PageMaps;

public sealed class LocalisedNumberTests
{
    [Theory]
    [InlineData("12", ",", 12)]
    [InlineData("5,000", ",", 5000)]
    [InlineData("5.000", ".", 5000)]
    [InlineData("1.234.567", ".", 1234567)]
    [InlineData("5 000", "\u00a0 ", 5000)]
    public void Reads_a_number_as_the_language_groups_it(string text, string groups, int number) => Assert.Equal(number, LocalisedNumber.Parse(text, groups));

    [Theory]
    [InlineData("5.000", ",")]
    [InlineData("5,00", ",")]
    [InlineData("12,3456", ",")]
    [InlineData("many", ",")]
    [InlineData("", ",")]
    [InlineData(null, ",")]
    [InlineData("99999999999", ",")]
    public void Makes_no_number_of_anything_else(string? text, string groups) => Assert.Null(LocalisedNumber.Parse(text, groups));

    [Fact]
    public void Tells_where_a_page_begins_and_ends() => Assert.Equal([51, 100, 1250], LocalisedNumber.ParseAll("51–100 of 1,250", ","));
}
