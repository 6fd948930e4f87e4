using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Changing;

public sealed class ApprovedLossTests
{
    private static readonly Member stranger = Seat("ann") with { Decision = MemberDecision.Unmatched };

    public static TheoryData<string, bool> Changes => new()
    {
        { "nothing", true },
        { "name", true },
        { "address", false },
        { "role", false },
        { "person", false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_yes_holds_for_who_was_in_the_list_and_not_for_whoever_has_the_row_by_now(string what, bool holds)
    {
        var now = what switch
        {
            "name" => stranger with { Facts = stranger.Facts with { Name = "Ann B." } },
            "address" => stranger with { Facts = stranger.Facts with { Email = "bob@corp.test" } },
            "role" => stranger with { Facts = stranger.Facts with { RawRole = "Admin" } },
            "person" => stranger with { Decision = Seat("bob").Decision },
            _ => stranger,
        };

        Assert.Equal(holds, LossesOf(now) == LossesOf(stranger));
    }

    private static string LossesOf(Member member)
    {
        var facts = new HubFacts("bot@corp.test", [AppRole.Guest, AppRole.Member, AppRole.Admin], null, new HashSet<string>());
        var wish = new ChangeWish(ChangeAction.Remove, [WishedPerson.Of(member.Id)], Allow: ChangeAllowance.All);
        return ChangePlanner.Plan(new ChangeInput("task", wish, [member, Seat("eve")], facts, GuardThresholds.Default, new GuardHistory(Now, []))).LossDigest;
    }
}
