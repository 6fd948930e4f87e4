using Seatkeeper.Domain.Granting;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class LeavingsTests
{
    [Fact]
    public void It_is_known_when_somebody_left_last_and_who_is_back_has_not_left()
    {
        var once = Leavings.None.After(["ann", "bob"], ["bob"], Now);
        var back = once.After(["bob"], ["ann"], Now.AddMinutes(1));
        var again = back.After(["ann"], [], Now.AddMinutes(2));

        Assert.Equal((Now, null), (once.Of("ann"), once.Of("bob")));
        Assert.Equal((null, Now.AddMinutes(1)), (back.Of("ann"), back.Of("bob")));
        Assert.Equal((Now.AddMinutes(2), Now.AddMinutes(1)), (again.Of("ann"), again.Of("bob")));
        Assert.Null(again.After([], ["cay"], Now + Leavings.KeptFor + TimeSpan.FromMinutes(2)).Of("ann"));
    }

    [Fact]
    public void Where_more_left_than_can_be_remembered_anybody_may_be_one_of_them()
    {
        var many = Enumerable.Range(0, Leavings.Most + 1).Select(number => $"p{number}").ToList();

        var left = Leavings.None.After(["ann"], [], Now).After(many, [], Now.AddMinutes(1));

        Assert.Equal((Now.AddMinutes(1), Now.AddMinutes(1)), (left.Of("ann"), left.Of("p7")));
        Assert.Empty(left.At);
        Assert.Null(left.After([], ["cay"], Now + Leavings.KeptFor + TimeSpan.FromMinutes(2)).Of("p7"));
    }

    [Fact]
    public void Of_whoever_came_or_left_of_late_it_is_known_by_which_change_and_of_a_crowd_it_is_not()
    {
        var (n1, n2, n3) = (Cause("n1", 0), Cause("n2", 1), Cause("n3", 2));
        var once = Leavings.None.After(["ann", "bob"], ["bob"], Now, n1).After(["bob"], ["bob", "cay"], Now.AddMinutes(1), n2);

        Assert.Equal((n1, null, n2), (once.CauseOf("ann"), once.CauseOf("bob"), once.CauseOf("cay")));
        Assert.Equal(n3, once.After(["bob", "cay"], ["ann", "bob"], Now.AddMinutes(2), n3).CauseOf("ann"));
        Assert.Null(once.WithCausesSince(Now.AddSeconds(1)).CauseOf("ann"));
        Assert.Equal(n2, once.WithCausesSince(Now.AddSeconds(1)).CauseOf("cay"));
        Assert.Null(once.After(["bob", "cay"], ["bob", "cay"], Now + Leavings.KeptFor + TimeSpan.FromMinutes(2), n3).CauseOf("cay"));
        Assert.Empty(Leavings.None.After([], [.. Enumerable.Range(0, 1_001).Select(number => $"p{number}")], Now, n1).Came);

        static SourceCause Cause(string id, int minute) => new("notification", id, Now.AddMinutes(minute));
    }

    [Fact]
    public void It_is_known_how_many_left_together_last()
    {
        Assert.Equal(0, Leavings.None.LastTogether);
        var two = Leavings.None.After(["ann", "bob", "cay"], ["cay"], Now);
        Assert.Equal((2, 1), (two.LastTogether, two.After(["cay"], [], Now.AddMinutes(1)).LastTogether));
    }
}
