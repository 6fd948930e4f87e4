using Seatkeeper.Domain.Access;
using static Seatkeeper.Domain.Access.WorkspaceRole;

namespace Seatkeeper.Domain.Tests.Access;

public sealed class AccessRulesTests
{
    public static TheoryData<WorkspaceRole> EveryRole => [.. Enum.GetValues<WorkspaceRole>()];

    [Fact]
    public void Gives_each_role_what_the_table_says()
    {
        Assert.Equal([User, Admin, SuperAdmin, Owner], Who(AccessRules.MayConnectHubs));
        Assert.Equal([Admin, SuperAdmin, Owner], Who(AccessRules.MayWriteDirectory));
        Assert.Equal([SuperAdmin, Owner], Who(AccessRules.MayTakeOver));
        Assert.Equal([SuperAdmin, Owner], Who(AccessRules.MayIssueServiceKeys));
        Assert.Equal([Owner], Who(AccessRules.MayTellOfAllHubs));
        Assert.Equal([Owner], Who(role => AccessRules.MayIssueKeysForOthers(role, developmentStorage: true)));
        Assert.Empty(Who(role => AccessRules.MayIssueKeysForOthers(role, developmentStorage: false)));

        static IEnumerable<WorkspaceRole> Who(Func<WorkspaceRole, bool> may) => Enum.GetValues<WorkspaceRole>().Where(may);
    }

    [Theory]
    [MemberData(nameof(EveryRole))]
    public void A_key_is_worth_the_lesser_of_its_issuer_and_its_holder(WorkspaceRole role)
    {
        Assert.Equal(role, AccessRules.Lesser(role, Owner));
        Assert.Equal(role, AccessRules.Lesser(Owner, role));
        Assert.Equal(LoginOnly, AccessRules.Lesser(role, LoginOnly));
    }

    [Theory]
    [MemberData(nameof(EveryRole))]
    public void Nobody_gives_a_role_above_their_own(WorkspaceRole caller) => Assert.All(
        Enum.GetValues<WorkspaceRole>(),
        given => Assert.Equal(caller >= Admin && given <= caller, AccessRules.MayGive(caller, given)));

    [Theory]
    [InlineData(User, HubRole.Owner, HubAccess.Manage)]
    [InlineData(User, HubRole.Collaborator, HubAccess.Name)]
    [InlineData(User, null, HubAccess.None)]
    [InlineData(Admin, null, HubAccess.None)]
    [InlineData(SuperAdmin, null, HubAccess.Read)]
    [InlineData(Owner, HubRole.Collaborator, HubAccess.Read)]
    [InlineData(Owner, HubRole.Owner, HubAccess.Manage)]
    [InlineData(GuestUser, HubRole.Owner, HubAccess.Name)]
    [InlineData(LoginOnly, HubRole.Owner, HubAccess.Name)]
    [InlineData(GuestUser, null, HubAccess.None)]
    public void Opens_a_hub_as_far_as_both_roles_reach(WorkspaceRole role, HubRole? hubRole, HubAccess access) =>
        Assert.Equal(access, AccessRules.Of(role, hubRole));

    [Fact]
    public void A_guest_is_only_ever_a_collaborator()
    {
        Assert.Equal(HubRole.Collaborator, AccessRules.HighestHubRole(GuestUser));
        Assert.Equal(HubRole.Owner, AccessRules.HighestHubRole(User));
    }

    [Fact]
    public void Hub_owners_read_the_directory_without_writing_it()
    {
        Assert.True(AccessRules.MayReadDirectory(User, ownsAnyHub: true));
        Assert.False(AccessRules.MayReadDirectory(User, ownsAnyHub: false));
        Assert.True(AccessRules.MayReadDirectory(Admin, ownsAnyHub: false));
    }
}
