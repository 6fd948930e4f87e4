using CsCheck;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Matching;

public sealed class SuggestionsTests
{
    [Fact]
    public void Ranks_the_same_local_part_before_the_same_name_before_near_spellings()
    {
        WorkspaceUser[] people =
        [
            Person("near", "zoe.mullen@agency.test", "Somebody Else"),
            Person("name", "zm@corp.test", "Müller, Zoë"),
            Person("local", "zoe.muller@corp.test", "Z. M."),
            Person("other", "bob@corp.test", "Bob"),
        ];

        var ranked = Suggestions.For("zoe.muller@agency.test", "Zoë Müller", people);

        Assert.Equal(["local", "name", "near"], ranked.Select(suggestion => suggestion.UserId));
        Assert.Equal("Same name before the @ on another domain, zoe.muller@corp.test", Assert.Single(ranked[0].Reasons));
        Assert.Equal("Same name, Müller, Zoë", Assert.Single(ranked[1].Reasons));
        Assert.Equal("Nearly the same address, zoe.mullen@agency.test", Assert.Single(ranked[2].Reasons));
    }

    [Fact]
    public void Adds_up_what_speaks_for_a_person()
    {
        var ranked = Suggestions.For("ann@agency.test", "Ann Smith", [Person("both", "ann@corp.test", "Ann Smith"), Person("one", "ann@other.test", "Ann Jones")]);

        Assert.Equal(["both", "one"], ranked.Select(suggestion => suggestion.UserId));
        Assert.Equal(2, ranked[0].Reasons.Count);
    }

    [Theory]
    [InlineData("ann+ahrefs@corp.test", "ann@corp.test", "Same address but for a tag")]
    [InlineData("ann.smith@corp.test", "annsmith@corp.test", "The same but for dots and signs")]
    [InlineData("ann@agency.test", "old@corp.test", "Same name before the @ on another domain, ann@corp.test")]
    [InlineData("аnn@corp.test", "ann@corp.test", "The address only looks like")]
    public void Gives_the_reason(string shown, string theirs, string reason)
    {
        var person = Person("p1", theirs, "Somebody") with { Aliases = theirs == "old@corp.test" ? ["ann@corp.test"] : [] };

        var suggestion = Assert.Single(Suggestions.For(shown, null, [person]));

        Assert.StartsWith(reason, Assert.Single(suggestion.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Suggests_nobody_who_left_and_at_most_five()
    {
        var people = Enumerable.Range(1, 9).Select(i => Person($"p{i}", $"ann@corp{i}.test", "Ann") with { Active = i != 1 }).ToList();

        var ranked = Suggestions.For("ann@agency.test", null, people);

        Assert.Equal(["p2", "p3", "p4", "p5", "p6"], ranked.Select(suggestion => suggestion.UserId));
    }

    [Fact]
    public void Keeps_short_names_apart()
    {
        Assert.Empty(Suggestions.For("bob@corp.test", "Bob", [Person("p1", "rob@corp.test", "Rob")]));
    }

    [Fact]
    public void Never_throws_whatever_the_app_shows() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Sample((email, name, other) =>
            Suggestions.For(email, name, [Person("p1", other, name), Person("p2", email, other)]).Count <= 2);

    private static WorkspaceUser Person(string id, string email, string name) => new(id, WorkspaceUserKind.Directory, name, email, []);
}
