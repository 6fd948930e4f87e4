using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Tests.AhrefsMembers;

public sealed class ListPairTests(Site site)
{
    private static readonly string[] People = ["one@corp.test", "two@corp.test"];
    private static readonly string[] Guests = ["three@corp.test"];

    private PageMap Map => site.PageMaps.Current;

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("1", "2", "2")]
    [InlineData("no number", "", "2.5")]
    public void Figures_that_agree_or_are_not_told_pass(string? pending, string? confirmed, string? header) =>
        Assert.Null(ListPair.FindFault(Confirmed(People, pending), Pending(Guests, confirmed, header), Map));

    [Theory]
    [InlineData("2", null, null)]
    [InlineData("0", "2", "2")]
    [InlineData(null, "3", null)]
    [InlineData(null, null, "1")]
    public void A_figure_that_the_other_page_does_not_bear_out_is_a_fault(string? pending, string? confirmed, string? header) =>
        AssertFault(ListPair.FindFault(Confirmed(People, pending), Pending(Guests, confirmed, header), Map));

    [Theory]
    [InlineData("1,234", 1234, true)]
    [InlineData("1,234", 1235, false)]
    public void Figures_are_read_as_their_language_writes_them(string told, int there, bool fits)
    {
        var people = Enumerable.Range(0, there).Select(i => $"p{i}@corp.test").ToArray();

        Assert.Equal(fits, ListPair.FindFault(Confirmed(people, "1"), Pending(Guests, told, told), Map) is null);
    }

    [Fact]
    public void Names_are_compared_both_ways_where_the_data_were_seen()
    {
        Assert.Null(ListPair.FindFault(Told(Confirmed(People), People, ["THREE@corp.test"]), Told(Pending(Guests), People, Guests), Map));
        Assert.Null(ListPair.FindFault(Told(Confirmed(People), People, invited: null), Told(Pending(Guests), members: null, Guests), Map));
        AssertFault(ListPair.FindFault(Told(Confirmed(People), People, ["four@corp.test"]), Pending(Guests), Map));
        AssertFault(ListPair.FindFault(Confirmed(People), Told(Pending(Guests), [.. People, "three@corp.test"], Guests), Map));
    }

    private static void AssertFault(Failure? fault)
    {
        Assert.Equal((FailureKind.ReadInconsistent, FailurePhase.Read), (fault?.Kind, fault?.Phase));
        Assert.DoesNotContain("@", fault?.Detail, StringComparison.Ordinal);
    }

    private static MemberList Confirmed(string[] emails, string? tabPending = null) => ListOf(isPending: false, emails, ("members.tabPending", tabPending));

    private static MemberList Pending(string[] emails, string? tabConfirmed = null, string? header = null) =>
        ListOf(isPending: true, emails, ("members.tabConfirmed", tabConfirmed), ("members.headerCount", header));

    private static MemberList ListOf(bool isPending, string[] emails, params (string Key, string? Text)[] figures)
    {
        var texts = figures.Where(f => f.Text is not null).ToDictionary(f => f.Key, f => f.Text ?? "", StringComparer.Ordinal);
        var look = new PageLook("ready", "/", "en", texts, new Dictionary<string, int>(StringComparer.Ordinal));
        return new MemberList(isPending, look, [.. emails.Select(e => new RowLook(Self: false, 0, e, Name: null, Role: null))], Answer: null, Moved: false);
    }

    private static MemberList Told(MemberList list, string[]? members, string[]? invited) =>
        list with { Answer = new WorkspaceAnswer("ws_01", "Contoso SEO", AnsweredOf(members), AnsweredOf(invited)) };

    private static List<AnsweredMember>? AnsweredOf(string[]? emails) =>
        emails?.Select(e => new AnsweredMember(e, Role: null, Id: null, LastActive: null, TwoFactor: null)).ToList();
}
