using Seatkeeper.Benchmarks.Matrix;
using Seatkeeper.Benchmarks.Soaking;

namespace Seatkeeper.Functions.Tests.Automation;

/// <summary>How <c>dotnet dev.cs soak --only matrix</c> holds what the app said against what a fault expects.</summary>
public sealed class AcceptanceTests
{
    private static readonly Dictionary<string, int> nothing = [];

    [Fact]
    public void A_rule_may_refuse_what_the_automation_would_have_stopped() =>
        Assert.True(Acceptance.Of(Case("lastAdmin", "ProtectedMember"), Refused("stageNotAllowed", "ProtectedMember: Nobody else would be Admin.")));

    [Theory]
    [InlineData("ownsApiKeys: API keys of this person would be revoked with the seat", true)]
    [InlineData("the row is the automation account's own", false)]
    public void The_right_code_is_not_enough_where_its_reason_has_to_be_named(string detail, bool isAccepted)
    {
        var fault = Case("apiKeyOwner", "ProtectedMember") with { Detail = ["ownsApiKeys"] };

        Assert.Equal(isAccepted, Acceptance.Of(fault, new Outcome("ProtectedMember", detail)));
        Assert.Equal(isAccepted, Acceptance.Of(fault, Refused("stageNotAllowed", $"ProtectedMember: {detail}")));
    }

    [Theory]
    [InlineData("the site asks to confirm a price: '$80.00 Back'; a seat is said to cost 60 USD, and may cost 60 USD", true)]
    [InlineData("the site asks to confirm a price", false)]
    [InlineData("the site asks to confirm a price: '$42.67 Back'; a seat is said to cost 60 USD, and may cost 60 USD", false)]
    public void All_figures_that_have_to_be_told_are_looked_for(string detail, bool isAccepted) => Assert.Equal(
        isAccepted,
        Acceptance.Of(Case("priceHigherThanAllowed", "SeatPurchaseNeedsApproval") with { Detail = ["$80", "may cost 60 USD"] }, new Outcome("SeatPurchaseNeedsApproval", detail)));

    [Theory]
    [InlineData("targetNeverThere", "There is no such member in this hub.", true)]
    [InlineData("targetNeverThere", "There is no such hub.", false)]
    [InlineData("another", "There is no such member in this hub.", false)]
    public void Only_of_somebody_in_no_list_it_is_right_that_the_API_knows_no_such_member(string id, string detail, bool isAccepted) =>
        Assert.Equal(isAccepted, Acceptance.Of(Case(id, "MemberNotFound"), Refused("notFound", detail)));

    private static FaultCase Case(string id, string expected) => new(id, 1, id, expected, nothing);

    private static Outcome Refused(string code, string detail) => new(code, detail) { Refused = true };
}
