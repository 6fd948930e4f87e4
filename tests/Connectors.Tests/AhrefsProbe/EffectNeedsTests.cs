using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Connectors.AhrefsProbe;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.Tests.AhrefsProbe;

public sealed class EffectNeedsTests
{
    private static readonly IReadOnlyList<string> Keys =
        [.. PageMapParser.Parse(EmbeddedText.Read(AhrefsRegistration.OwnPageMap), "own").Landmarks.Keys];

    [Fact]
    public void Where_everything_was_found_every_change_is_complete()
    {
        Assert.All(EffectNeeds.Steps, step => Assert.Empty(EffectNeeds.Of(step, Everywhere(), Keys).Lacking));
        Assert.Equal(Enum.GetValues<ChangeAction>().Order(), EffectNeeds.Steps.Select(step => step.Action).Order());
    }

    [Theory]
    [InlineData("removeDialog", "removeDialog.cancel", ChangeAction.Remove)]
    [InlineData("member menu", "action.changeRole", ChangeAction.ChangeRole)]
    [InlineData("invitation menu", "pending.resend", ChangeAction.ResendInvitation)]
    [InlineData("cancelDialog", "cancelDialog.target", ChangeAction.CancelInvitation)]
    [InlineData("limits", "limits.seatsPaid", ChangeAction.Invite)]
    public void A_landmark_that_one_change_uses_makes_only_that_one_incomplete(string place, string key, ChangeAction effect)
    {
        foreach (var state in new[] { LandmarkState.Missing, LandmarkState.Ambiguous, LandmarkState.NotShown })
        {
            var places = Everywhere(place, landmark => landmark.Key == key ? landmark with { State = state } : landmark);

            var incomplete = EffectNeeds.Steps.Select(step => EffectNeeds.Of(step, places, Keys)).Where(found => found.Lacking.Count > 0).ToList();

            Assert.Equal(effect, Assert.Single(incomplete).Effect);
            Assert.Contains(key, Assert.Single(incomplete[0].Lacking), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_every_change_stands_on_makes_all_of_them_incomplete()
    {
        var places = Everywhere("confirmed", landmark => landmark.Key == "members.list" ? landmark with { State = LandmarkState.Ambiguous } : landmark);

        Assert.All(EffectNeeds.Steps, step => Assert.NotEmpty(EffectNeeds.Of(step, places, Keys).Lacking));
    }

    [Fact]
    public void A_dialog_that_was_never_looked_at_or_holds_something_unknown_is_not_complete()
    {
        var unseen = Everywhere().Where(place => place.Name != "removeDialog").ToList();
        var unknown = Everywhere().Select(place => place.Name == "removeDialog" ? place with { Unknown = ["Their 14 projects are transferred"] } : place).ToList();

        Assert.NotEmpty(EffectNeeds.Of(Step.Remove, unseen, Keys).Lacking);
        Assert.Contains("14 projects", Assert.Single(EffectNeeds.Of(Step.Remove, unknown, Keys).Lacking), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Amount.One, 0, LandmarkState.Missing)]
    [InlineData(Amount.One, 1, LandmarkState.Found)]
    [InlineData(Amount.One, 2, LandmarkState.Ambiguous)]
    [InlineData(Amount.OneOrMore, 0, LandmarkState.Missing)]
    [InlineData(Amount.OneOrMore, 3, LandmarkState.Found)]
    [InlineData(Amount.AtMostOne, 0, LandmarkState.NotShown)]
    [InlineData(Amount.AtMostOne, 2, LandmarkState.Ambiguous)]
    [InlineData(Amount.Any, 9, LandmarkState.Found)]
    internal void How_many_there_should_be_says_what_a_number_means(Amount amount, int count, LandmarkState state) => Assert.Equal(state, new Expected("key", amount).StateOf(count));

    private static List<ProbedPlace> Everywhere(string? changed = null, Func<ProbedLandmark, ProbedLandmark>? change = null) =>
    [
        .. ProbePlaces.Pages.Append(ProbePlaces.MemberMenu).Append(ProbePlaces.InvitationMenu)
            .Concat(EffectNeeds.Steps.Where(step => step.Dialog is not null).Select(step => ProbePlaces.DialogOf(step, Keys)))
            .Select(place => new ProbedPlace(
                place.Name,
                [.. place.Landmarks.Select(expected => new ProbedLandmark(expected.Key, LandmarkState.Found, 1, "button")).Select(landmark => place.Name == changed && change is not null ? change(landmark) : landmark)],
                Trouble: null, [], EvidenceId: null)),
    ];
}
