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
    [InlineData("pending", "invite.open", ChangeAction.Invite)]
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

    [Fact]
    public void A_place_with_trouble_makes_what_uses_it_incomplete()
    {
        var sending = Everywhere().Select(place => place.Name == "removeDialog" ? place.And("the page wanted to send, and was kept from it: POST (fetch) /v4/remove") : place).ToList();

        var incomplete = EffectNeeds.Steps.Select(step => EffectNeeds.Of(step, sending, Keys)).Single(found => found.Lacking.Count > 0);

        Assert.Equal(ChangeAction.Remove, incomplete.Effect);
        Assert.Contains("/v4/remove", Assert.Single(incomplete.Lacking), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_list_does_not_show_everybody_its_search_is_needed()
    {
        var whole = Everywhere("confirmed", landmark => landmark.Key == ProbePlaces.Search ? landmark with { State = LandmarkState.NotShown } : landmark);
        var part = Everywhere("confirmed", landmark => landmark.Key == ProbePlaces.Search ? landmark with { State = ProbePlaces.Confirmed.WithSearch().Landmarks.Single(one => one.Key == ProbePlaces.Search).StateOf(0) } : landmark);

        Assert.All(EffectNeeds.Steps, step => Assert.Empty(EffectNeeds.Of(step, whole, Keys).Lacking));
        Assert.Equal([ChangeAction.ChangeRole, ChangeAction.Remove], EffectNeeds.Steps.Where(step => !EffectNeeds.Of(step, whole, Keys).Searches).Select(step => step.Action));
        Assert.Equal([ChangeAction.ChangeRole, ChangeAction.Remove], EffectNeeds.Steps.Where(step => EffectNeeds.Of(step, part, Keys).Lacking.Count > 0).Select(step => step.Action));
    }

    [Theory]
    [InlineData(ControlWay.Panel)]
    [InlineData(ControlWay.Row, ChangeAction.ChangeRole)]
    [InlineData(ControlWay.Bulk, ChangeAction.ChangeRole, ChangeAction.Remove, ChangeAction.ResendInvitation, ChangeAction.CancelInvitation)]
    public void Another_way_than_the_menu_is_complete_only_where_a_probe_can_try_it(string way, params ChangeAction[] refused)
    {
        var found = EffectNeeds.Steps.Select(step => EffectNeeds.Of(step, Everywhere(way: way), Keys, way)).ToList();

        Assert.Equal(refused.Order(), found.Where(effect => effect.Lacking.Count > 0).Select(effect => effect.Effect).Order());
        Assert.All(EffectNeeds.Steps.Where(step => step != Step.Invite), step => Assert.NotEmpty(EffectNeeds.Of(step, Everywhere(), Keys, way).Lacking));
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

    private static List<ProbedPlace> Everywhere(string? changed = null, Func<ProbedLandmark, ProbedLandmark>? change = null, string way = ControlWay.Menu) =>
    [
        .. ProbePlaces.Pages.Append(ProbePlaces.ControlsOf(Step.Remove, way)).Append(ProbePlaces.ControlsOf(Step.Resend, way))
            .Concat(EffectNeeds.Steps.Where(step => step.Dialog is not null).Select(step => ProbePlaces.DialogOf(step, Keys, way)))
            .Select(place => new ProbedPlace(
                place.Name,
                [.. place.Landmarks.Select(expected => new ProbedLandmark(expected.Key, LandmarkState.Found, 1, "button")).Select(landmark => place.Name == changed && change is not null ? change(landmark) : landmark)],
                Trouble: null, [], EvidenceId: null)),
    ];
}
