using CsCheck;
using Seatkeeper.Domain.Hubs;

namespace Seatkeeper.Domain.Tests.Hubs;

public sealed class HubNamesTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("Corp2026")]
    [InlineData("123")]
    [InlineData("abcdefghijklmnopqrstuvwxyz1234")]
    public void Takes_3_to_30_ascii_letters_or_digits(string text)
    {
        Assert.True(HubIdentifier.TryParse(text, out var identifier));
        Assert.Equal(text, identifier.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("abcdefghijklmnopqrstuvwxyz12345")]
    [InlineData("corp-1")]
    [InlineData("corp 1")]
    [InlineData(" corp1")]
    [InlineData("corp1\n")]
    [InlineData("cörp1")]
    [InlineData("соrp1")]
    [InlineData("corp１")]
    [InlineData("corp_1")]
    public void Refuses_every_other_identifier(string? text) => Assert.False(HubIdentifier.TryParse(text, out _));

    [Fact]
    public void Is_the_same_identifier_in_another_case()
    {
        Assert.True(HubIdentifier.TryParse("Corp", out var one));
        Assert.True(HubIdentifier.TryParse("cORP", out var other));
        Assert.Equal(one, other);
        Assert.Equal("corp", other.Key);
    }

    [Fact]
    public void Accepts_no_text_that_breaks_the_rule() => Gen.String.Sample(text =>
        HubIdentifier.TryParse(text, out _) == (text.Length is >= 3 and <= 30 && text.All(char.IsAsciiLetterOrDigit)));

    [Theory]
    [InlineData(" Corp SEO ", "Corp SEO")]
    [InlineData("Zoë's 店", "Zoë's 店")]
    public void Trims_a_label(string text, string value)
    {
        Assert.True(HubLabel.TryParse(text, out var label));
        Assert.Equal(value, label.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    public void Refuses_labels_without_text_or_with_control_characters(string? text) => Assert.False(HubLabel.TryParse(text, out _));

    [Fact]
    public void Takes_labels_of_80_characters_and_not_more()
    {
        Assert.True(HubLabel.TryParse(new string('x', 80), out _));
        Assert.False(HubLabel.TryParse(new string('x', 81), out _));
    }
}
