using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Seeding;

namespace Seatkeeper.Simulators.Tests.Worlds;

public sealed class DataSetTests
{
    [Theory]
    [InlineData("small", 1, 2, 8, 1, 2, "enterprise", 15)]
    [InlineData("medium", 1, 6, 218, 25, 17, "enterprise", 280)]
    [InlineData("large", 1, 20, 4379, 600, 120, "enterprise", 5200)]
    [InlineData("lite", 1, 1, 0, 0, 0, "lite", 2)]
    [InlineData("standardFull", 1, 1, 4, 0, 0, "standard", 6)]
    [InlineData("standardFree", 1, 1, 2, 0, 1, "standard", 6)]
    [InlineData("minimal", 1, 1, 0, 0, 0, "advanced", 2)]
    [InlineData("twoWorkspaces", 1, 2, 8, 1, 2, "enterprise", 15)]
    public void A_set_holds_what_it_promises(string set, int owners, int admins, int members, int guests, int pending, string plan, int paid)
    {
        var workspace = DataSets.Create(set, 42).Workspaces[0];
        var roles = workspace.Members.CountBy(m => m.Role).ToDictionary();
        Assert.Equal([owners, admins, members, guests], new[] { AccessLevel.Owner, AccessLevel.Admin, AccessLevel.Member, AccessLevel.Guest }.Select(r => roles.GetValueOrDefault(r)));
        Assert.Equal(pending, workspace.Invitations.Count);
        Assert.Equal((plan, paid), (workspace.Settings.Plan, workspace.Settings.SeatsPaid));
        Assert.Equal(AccessLevel.Admin, workspace.Members.Single(m => m.Email == DataSets.DefaultOperator).Role);
    }

    [Fact]
    public void The_same_seed_gives_the_same_people_and_another_seed_gives_others()
    {
        Assert.Equal(Emails("large", 5), Emails("large", 5));
        Assert.NotEqual(Emails("large", 5), Emails("large", 6));
    }

    [Fact]
    public void No_set_has_an_address_twice_or_an_address_that_could_be_real()
    {
        foreach (var (set, seed) in DataSets.Names.SelectMany(set => Enumerable.Range(0, 20).Select(seed => (set, seed))))
        {
            foreach (var workspace in DataSets.Create(set, seed).Workspaces)
            {
                var emails = workspace.Members.Select(m => m.Email).ToList();
                Assert.Equal(emails.Count, emails.Distinct(StringComparer.OrdinalIgnoreCase).Count());
                Assert.All(emails, e => Assert.True(e.EndsWith(".test", StringComparison.OrdinalIgnoreCase) || e.EndsWith("@example.org", StringComparison.Ordinal), e));
            }
        }
    }

    [Fact]
    public void The_large_set_holds_everything_that_makes_a_list_hard_to_read()
    {
        var members = DataSets.Create("large", 42).Workspaces[0].Members;
        Assert.Equal(40, UnicodeNames.All.Count(n => members.Any(m => m.Name == n)));
        Assert.Equal(10, HostileNames.All.Count(n => members.Any(m => m.Name == n)));
        Assert.Equal(5, members.Count(m => m.Email.Any(c => c is >= 'а' and <= 'я')));
        Assert.Equal(120, members.Max(m => m.Name.Length));
        Assert.Equal(254, members.Max(m => m.Email.Length));
    }

    [Fact]
    public void The_medium_set_holds_equal_names_mixed_case_expired_invitations_and_a_case_twin()
    {
        var workspace = DataSets.Create("medium", 42).Workspaces[0];
        foreach (var name in new[] { "Maria Silva", "Jonas Weber", "Wei Chen" }) Assert.True(workspace.Members.Count(m => m.Name == name) >= 2, name);
        Assert.Contains(workspace.Members, m => m.Email == "Anna.Berg@Corp.test");
        Assert.Equal(4, workspace.Invitations.Count(i => i.Expired));
        var twin = workspace.Invitations.Single(i => workspace.Members.Any(m => m.Email.Equals(i.Email, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(workspace.Members, m => m.Email == twin.Email);
    }

    [Fact]
    public void The_small_set_holds_a_unicode_name_a_nameless_person_and_a_plus_address()
    {
        var members = DataSets.Create("small", 42).Workspaces[0].Members;
        Assert.Contains(members, m => m.Name == "Zoë Müller-Łukasz");
        Assert.Contains(members, m => m.Name.Length == 0);
        Assert.Contains(members, m => m.Email.Contains('+'));
    }

    [Fact]
    public void Two_workspaces_differ_by_one_character_and_the_automation_owns_the_second()
    {
        var workspaces = DataSets.Create("twoWorkspaces", 42).Workspaces;
        Assert.Equal(["Contoso SEO", "Contoso-SEO"], workspaces.Select(w => w.Settings.Name));
        Assert.Equal(AccessLevel.Owner, Assert.Single(workspaces[1].Members).Role);
        Assert.Equal(12, workspaces[0].Members.Count);
    }

    private static List<string> Emails(string set, int seed) => [.. DataSets.Create(set, seed).Workspaces[0].Members.Select(m => m.Email)];
}
