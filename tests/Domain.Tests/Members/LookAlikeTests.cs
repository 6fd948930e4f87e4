using CsCheck;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Members;

public sealed class LookAlikeTests
{
    [Theory]
    [InlineData("аnn@corp.test")] // Cyrillic а among Latin letters
    [InlineData("ann@cоrp.test")] // Cyrillic о in the domain
    [InlineData("αnn@corp.test")] // Greek alpha
    [InlineData("раура@corp.test")] // all Cyrillic, reads as Latin
    [InlineData("ａｎｎ@corp.test")] // full width
    [InlineData("𝐚𝐧𝐧@corp.test")] // mathematical letters
    [InlineData("an\u200Dn@corp.test")]
    [InlineData("ann\u202E@corp.test")]
    [InlineData("ann\n@corp.test")]
    [InlineData("a\u0308nn@corp.test")] // a loose mark, which looks like one letter
    public void Suspects_addresses_that_only_look_like_others(string email) => Assert.True(LookAlike.IsSuspicious(email));

    [Theory]
    [InlineData("ann@corp.test")]
    [InlineData("zoë.müller-łukasz@corp.test")]
    [InlineData("иван.петров@corp.test")]
    [InlineData("иван@пример.рф")]
    [InlineData("γιώργος@corp.test")]
    [InlineData("田中さくら@corp.test")]
    [InlineData("tanaka田中@corp.test")]
    [InlineData("김철수@corp.test")]
    [InlineData("שרה@corp.test")]
    [InlineData("محمد@corp.test")]
    [InlineData("user1l0o@corp.test")]
    [InlineData("not an address")]
    public void Takes_what_people_really_write(string email) => Assert.Equal(email == "not an address", LookAlike.IsSuspicious(email));

    [Theory]
    [InlineData("аnn@corp.test", "ann@corp.test")]
    [InlineData("ANN@corp.test", "ann@corp.test")]
    [InlineData("pıng@corp.test", "ping@corp.test")]
    [InlineData("𝟏𝐚@corp.test", "1a@corp.test")]
    public void Reads_an_address_as_the_eye_does(string email, string appearance) => Assert.Equal(appearance, LookAlike.Appearance(email));

    [Fact]
    public void Never_throws_whatever_the_app_shows() => Gen.String.Sample(text =>
    {
        LookAlike.IsSuspicious(text);
        LookAlike.Appearance(text);
        return true;
    });
}
