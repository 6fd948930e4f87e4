using Seatkeeper.Domain.Granting;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class TeamNameTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\tb")]
    public void What_is_no_name_is_refused(string? text) => Assert.False(TeamName.TryParse(text, out _));

    [Fact]
    public void Half_a_character_is_no_name()
    {
        Assert.False(TeamName.TryParse(new string((char)0xD800, 1), out _));
        Assert.False(TeamName.TryParse($"x{(char)0xDC00}y", out _));
        Assert.True(TeamName.TryParse("\U0001F33B", out _));
    }

    [Fact]
    public void Eighty_characters_are_a_name_and_one_more_is_none()
    {
        Assert.True(TeamName.TryParse(new string('x', 80), out _));
        Assert.False(TeamName.TryParse(new string('x', 81), out _));
    }

    [Theory]
    [InlineData("Sales", " sALES ")]
    [InlineData("ÄRGER", "ärger")]
    public void Names_that_differ_in_case_alone_are_one(string one, string other)
    {
        Assert.True(TeamName.TryParse(one, out var first) & TeamName.TryParse(other, out var second));
        Assert.Equal(first?.Key, second?.Key);
    }
}
