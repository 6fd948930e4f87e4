using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.DirectorySync;

public sealed class PersonMergeTests
{
    private static readonly DateTimeOffset now = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static GraphPerson Told(string id, string name = "Ann Ames", string address = "ann@corp.test") => new(id) { Name = name, PrincipalName = address, Mail = address, IsEnabled = true, IsGuest = false };

    private static DirectoryPerson Imported(string id, string name, string address, bool active = true, params string[] aliases) =>
        new(id, WorkspaceUserKind.Directory, name, null, address, aliases, WorkspaceRole.Admin, active);

    private static MergedPerson? Take(GraphPerson told, params DirectoryPerson[] known) => new PersonMerge(known).Take(told, now);

    [Theory]
    [InlineData("Ann Ames", true)]
    [InlineData("Ames, Ann", true)]
    [InlineData("ann@corp.test", true)]
    [InlineData("Anna Ames", false)]
    [InlineData("Somebody Else", false)]
    public void An_import_of_the_address_is_the_same_person_unless_the_name_speaks_against_it(string name, bool same)
    {
        var merged = Take(Told("one"), Imported("hash", name, "ANN@corp.test"));

        Assert.Equal((same ? MergeKind.Linked : MergeKind.Added, same ? "hash" : "one"), (merged?.Kind, merged?.After.Id));
        Assert.Equal(same, merged?.Note is null);
        Assert.Equal(same ? WorkspaceRole.Admin : WorkspaceRole.User, merged?.After.Role);
    }

    [Fact]
    public void Nobody_is_found_again_by_a_further_address_or_among_several_or_as_somebody_who_left_or_is_somebody_already()
    {
        Assert.Equal(MergeKind.Added, Take(Told("one"), Imported("a", "Ann Ames", "other@corp.test", aliases: "ann@corp.test"))?.Kind);
        Assert.Equal(MergeKind.Added, Take(Told("one"), Imported("a", "Ann Ames", "ann@corp.test"), Imported("b", "Ann Ames", "Ann@corp.test"))?.Kind);
        var returned = Take(Told("one"), Imported("a", "Ann Ames", "ann@corp.test", active: false));
        Assert.Equal((MergeKind.Added, null), (returned?.Kind, returned?.Note));
        var second = Take(Told("two"), Imported("a", "Ann Ames", "ann@corp.test") with { Directory = new DirectoryFacts("one", DirectoryState.Present, now) });
        Assert.Equal((MergeKind.Added, false), (second?.Kind, second?.Note is null));
    }

    [Fact]
    public void A_disabled_account_is_nobodys_who_is_here_until_it_is_enabled()
    {
        var ann = Imported("hash", "Ann Ames", "ann@corp.test");
        var merge = new PersonMerge([ann]);

        var disabled = merge.Take(Told("one") with { IsEnabled = false }, now);
        Assert.Equal(MergeKind.LeftAlone, disabled?.Kind);
        Assert.Contains("ann@corp.test", disabled?.Note, StringComparison.Ordinal);
        Assert.Null(merge.Take(new GraphPerson("one") { Deletion = GraphDeletion.Hard }, now));

        var enabled = merge.Take(Told("one"), now);
        Assert.Equal((MergeKind.Linked, "hash", true), (enabled?.Kind, enabled?.After.Id, enabled?.After.Active));
        // Of whom nobody here has the address it is remembered that they are out.
        var other = Take(Told("two") with { IsEnabled = false }, ann with { Active = false });
        Assert.Equal((MergeKind.Added, false, true), (other?.Kind, other?.After.Active, other?.After.Directory?.HasLeft));
    }

    [Fact]
    public void An_import_under_the_object_id_is_that_person_whatever_the_address()
    {
        var merged = Take(Told("one"), Imported("one", "Somebody", "elsewhere@corp.test"));

        Assert.Equal((MergeKind.Linked, "one", "ann@corp.test", WorkspaceRole.Admin), (merged?.Kind, merged?.After.Id, merged?.After.Email, merged?.After.Role));
    }

    [Fact]
    public void What_Graph_does_not_say_stays_as_it_is()
    {
        var known = Take(Told("one") with { IsEnabled = false })?.After ?? throw new InvalidOperationException();

        var merged = Take(new GraphPerson("one"), known);

        Assert.Equal(MergeKind.None, merged?.Kind);
        Assert.Equal((known.Email, known.Name, DirectoryState.Disabled), (merged?.After.Email, merged?.After.Name, merged?.After.Directory?.State));
        Assert.Null(Take(new GraphPerson("nobody")));
        Assert.Null(Take(new GraphPerson("nobody") { Deletion = GraphDeletion.Soft }));
    }

    [Fact]
    public void Addresses_that_others_gave_stay_and_those_that_Entra_gave_go_with_it()
    {
        var linked = Take(Told("one") with { OtherAddresses = ["a.ames@corp.test"] }, Imported("hash", "Ann Ames", "ann@corp.test", aliases: "ann@home.test"))?.After ?? throw new InvalidOperationException();
        Assert.Equal(["a.ames@corp.test", "ann@home.test"], linked.Aliases);

        var told = linked with { Aliases = [.. linked.Aliases, "ann@scim.test"] };
        var married = Take(Told("one", address: "ann.b@corp.test"), told)?.After ?? throw new InvalidOperationException();
        Assert.Equal("ann.b@corp.test", married.Email);
        Assert.Equal(["ann@home.test", "ann@scim.test"], married.Aliases);
        Assert.Equal(MergeKind.None, Take(Told("one", address: "ann.b@corp.test"), married)?.Kind);
    }

    [Fact]
    public void A_guest_who_becomes_a_member_is_given_no_more_and_one_kept_by_a_person_is_kept_only_as_long_as_nothing_changes()
    {
        var guest = Take(Told("one") with { IsGuest = true })?.After ?? throw new InvalidOperationException();
        Assert.Equal((WorkspaceUserKind.Guest, WorkspaceRole.GuestUser), (guest.Kind, guest.Role));
        var member = Take(Told("one"), guest)?.After;
        Assert.Equal((WorkspaceUserKind.Directory, WorkspaceRole.GuestUser), (member?.Kind, member?.Role));

        var kept = guest with { Directory = new DirectoryFacts("one", DirectoryState.Disabled, now) { IsKept = true } };
        Assert.True(Take(Told("one") with { IsEnabled = false, IsGuest = true }, kept)?.After.Directory?.IsKept);
        Assert.False(Take(new GraphPerson("one") { Deletion = GraphDeletion.Hard }, kept)?.After.Directory?.IsKept);

        // What is deleted is for good after a while, by nobody's doing.
        var deleted = kept with { Directory = new DirectoryFacts("one", DirectoryState.Deleted, now) { IsKept = true } };
        Assert.True(Take(new GraphPerson("one") { Deletion = GraphDeletion.Hard }, deleted)?.After.Directory?.IsKept);
    }
}
