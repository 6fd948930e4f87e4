using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Members;

public sealed class MemberIdTests
{
    [Fact]
    public void Is_pinned_because_stored_rows_are_found_by_it() =>
        Assert.Equal("f18df1f2d7406b2a5be7186fb65895c5", MemberId.For(Presence.Confirmed, "Ann@corp.test", "m_1"));

    [Fact]
    public void Depends_on_list_and_address_and_only_else_on_the_sites_id()
    {
        var confirmed = MemberId.For(Presence.Confirmed, "ann@corp.test", "m_1");
        Assert.Equal(confirmed, MemberId.For(Presence.Confirmed, " ANN@corp.test", null));
        Assert.NotEqual(confirmed, MemberId.For(Presence.Pending, "ann@corp.test", "m_1"));
        Assert.NotEqual(confirmed, MemberId.For(Presence.Confirmed, null, "m_1"));
        Assert.NotEqual(MemberId.For(Presence.Confirmed, null, "m_1"), MemberId.For(Presence.Confirmed, null, "m_2"));
        Assert.NotEqual(MemberId.For(Presence.Confirmed, null, null, "Ann"), MemberId.For(Presence.Confirmed, null, null, "Bob"));
    }

    [Theory]
    [InlineData("a/b\\c#d?e@corp.test")]
    [InlineData("\u202E\u0000@corp.test")]
    public void Holds_nothing_that_a_key_may_not(string email) => Assert.Matches("^[0-9a-f]{32}$", MemberId.For(Presence.Pending, email, null));
}
