using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Members;

public sealed class RolesTests
{
    [Fact]
    public void Admin_ranks_above_member_and_guest_because_the_highest_grant_wins()
    {
        Assert.True(AppRole.Admin > AppRole.Member);
        Assert.True(AppRole.Member > AppRole.Guest);
    }
}
