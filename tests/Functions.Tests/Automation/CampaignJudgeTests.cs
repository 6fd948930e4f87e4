using Seatkeeper.Benchmarks.Campaign;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Functions.Tests.Automation;

/// <summary>How <c>dotnet dev.cs soak --only automation</c> holds what was done at the site against what was wished.</summary>
public sealed class CampaignJudgeTests
{
    private const string Ann = "ann@corp.test";

    private static readonly Wish Removal = new(ChangeAction.Remove, Ann);

    private static readonly Outcome Done = new(Outcome.Succeeded) { Target = Ann };

    [Fact]
    public void What_was_wished_and_what_the_site_draws_from_it_is_right() =>
        Assert.Empty(EffectJudge.Objections([("memberRemoved", "Ann@corp.test"), ("seatDowngradeScheduled", "ws_01"), ("apiKeyRevoked", Ann)], [Removal], [Done]));

    [Theory]
    [InlineData("signedOut", "svc-hub@corp.test")]
    [InlineData("languageChanged", "svc-hub@corp.test")]
    [InlineData("workspaceSwitched", "ws_02")]
    [InlineData("seatPurchased", "ws_01")]
    [InlineData("require2faChanged", "ws_01")]
    public void Whatever_else_the_automation_did_is_objected_to(string effect, string target) =>
        Assert.Equal([$"{effect} {target}, and nobody wished it"], EffectJudge.Objections([("memberRemoved", Ann), (effect, target)], [Removal], [Done]));

    [Fact]
    public void One_wish_is_one_effect_of_its_own_kind_on_its_own_person()
    {
        Assert.Equal(["bob@corp.test was changed, and nobody wished it"], EffectJudge.Objections([("memberRemoved", Ann), ("memberRemoved", "bob@corp.test")], [Removal], [Done]));
        Assert.Equal([$"for one wish, Remove {Ann}, the site saw memberRemoved, invitationCreated"], EffectJudge.Objections([("memberRemoved", Ann), ("invitationCreated", Ann)], [Removal], [Done]));
        Assert.Equal([$"Remove {Ann} is told as done, and the site saw nothing"], EffectJudge.Objections([], [Removal], [Done]));
    }
}
