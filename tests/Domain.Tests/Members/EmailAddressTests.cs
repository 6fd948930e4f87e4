using CsCheck;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Members;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData(" Ann@Corp.TEST ", "ann@corp.test")]
    [InlineData("zoë.müller-łukasz@corp.test", "zoë.müller-łukasz@corp.test")]
    [InlineData("ZOË@corp.test", "zoë@corp.test")]
    [InlineData("иван@пример.рф", "иван@пример.рф")]
    [InlineData("ann+tag@corp.test", "ann+tag@corp.test")]
    public void Compares_without_case_and_keeps_letters_of_any_script(string shown, string key)
    {
        Assert.True(EmailAddress.TryParse(shown, out var address));
        Assert.Equal((key, shown.Trim()), (address.Key, address.Value));
    }

    [Theory]
    [InlineData("anna@xn--bcher-kva.test", "anna@bücher.test")]
    [InlineData("Anna@Mail.XN--BCHER-KVA.test", "anna@mail.bücher.test")]
    [InlineData("xn--anna@corp.test", "xn--anna@corp.test")]
    [InlineData("anna@xn--\u00FC.test", "anna@xn--\u00FC.test")]
    public void A_domain_that_is_encoded_is_the_one_that_it_stands_for(string shown, string key)
    {
        Assert.Equal(key, EmailAddress.KeyOf(shown));
        Assert.Equal(key, EmailAddress.KeyOf(key));
    }

    [Fact]
    public void An_imitation_is_found_behind_its_encoded_domain_too() => Assert.True(LookAlike.IsSuspicious("anna@xn--80ak6aa92e.test"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ann")]
    [InlineData("@corp.test")]
    [InlineData("ann@")]
    [InlineData("ann smith@corp.test")]
    [InlineData("a@b.test, c@d.test")]
    [InlineData("very.long.addre…@corp.test")]
    [InlineData("an\u200Bn@corp.test")]
    [InlineData("an\u202En@corp.test")]
    [InlineData("an\u0000n@corp.test")]
    public void Refuses_what_cannot_be_compared(string? shown) => Assert.False(EmailAddress.TryParse(shown, out _));

    [Fact]
    public void Takes_254_characters_and_not_more()
    {
        var domain = "@corp.test";
        Assert.True(EmailAddress.TryParse(new string('a', 254 - domain.Length) + domain, out _));
        Assert.False(EmailAddress.TryParse(new string('a', 255 - domain.Length) + domain, out _));
    }

    [Fact]
    public void Splits_into_local_part_and_domain()
    {
        Assert.True(EmailAddress.TryParse("Ann@Corp.test", out var address));
        Assert.Equal(("ann", "corp.test"), (address.LocalPart, address.Domain));
    }

    [Fact]
    public void Never_throws_and_a_parsed_key_parses_to_itself() => Gen.String.Sample(text =>
        !EmailAddress.TryParse(text, out var address) || (EmailAddress.TryParse(address.Key, out var again) && again.Key == address.Key && again.Equals(address)));
}
