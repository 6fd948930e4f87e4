using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.Tests.PageMaps;

public sealed class EffectPermitTests
{
    private static readonly MapIdentity Map = new("app.ahrefs.com", "ahrefs", 1, "abc");

    private static readonly MapVerification Word = new(
        Map.Host, Map.Digest, "en", "ws_1", [ChangeAction.Remove], "I looked at every page.", "ann", "Ann", DateTimeOffset.UnixEpoch, "task");

    [Fact]
    public void What_was_verified_may_be_sent_and_nothing_else()
    {
        var permit = EffectPermit.Of(Map, "ws_1", [Word]);

        permit.Check(ChangeAction.Remove, "en");
        Assert.True(permit.AllowsSomewhere(ChangeAction.Remove));
        Assert.False(permit.AllowsSomewhere(ChangeAction.Invite));
        Assert.Equal(FailureKind.PageContractBroken, Assert.Throws<AppFailureException>(() => permit.Check(ChangeAction.Remove, "de")).Failure.Kind);
        Assert.Throws<AppFailureException>(() => permit.Check(ChangeAction.CancelInvitation, "en"));
    }

    [Fact]
    public void A_word_about_another_map_site_or_workspace_permits_nothing()
    {
        foreach (var other in new[] { Word with { MapDigest = "abd" }, Word with { Host = "localhost" }, Word with { WorkspaceId = "ws_2" } })
            Assert.False(EffectPermit.Of(Map, "ws_1", [other]).AllowsSomewhere(ChangeAction.Remove));
        Assert.Throws<AppFailureException>(() => EffectPermit.Nothing.Check(ChangeAction.Remove, "en"));
    }

    [Fact]
    public void A_workspace_that_is_known_by_its_name_alone_is_never_the_verified_one() =>
        Assert.False(EffectPermit.Of(Map, "name:Contoso", [Word with { WorkspaceId = "name:Contoso" }]).AllowsSomewhere(ChangeAction.Remove));

    [Fact]
    public void A_word_that_was_taken_back_permits_nothing() => Assert.False(EffectPermit.Of(Map, "ws_1", [Word with { Effects = [] }]).AllowsSomewhere(ChangeAction.Remove));

    [Fact]
    public void A_list_is_searched_only_where_the_probe_saw_its_box()
    {
        ChangeAction[] ofMembers = [ChangeAction.ChangeRole, ChangeAction.Remove];

        EffectPermit.Everything.CheckSearch(ofMembers, "en");
        Assert.Throws<AppFailureException>(() => EffectPermit.Of(Map, "ws_1", [Word]).CheckSearch(ofMembers, "en"));
        var searched = EffectPermit.Of(Map, "ws_1", [Word with { Searched = [ChangeAction.Remove] }]);
        searched.CheckSearch(ofMembers, "en");
        Assert.Throws<AppFailureException>(() => searched.CheckSearch(ofMembers, "de"));
        Assert.Throws<AppFailureException>(() => searched.CheckSearch([ChangeAction.Invite], "en"));
    }

    [Fact]
    public void A_way_to_a_persons_controls_is_permitted_as_it_was_probed_and_on_loopback_always()
    {
        EffectPermit.Everything.Check(ChangeAction.Invite, "en");
        EffectPermit.Everything.CheckWay(ChangeAction.Remove, "en", ControlWay.Panel);
        EffectPermit.Of(Map, "ws_1", [Word]).CheckWay(ChangeAction.Remove, "en", ControlWay.Menu);
        var panel = EffectPermit.Of(Map, "ws_1", [Word with { Ways = new Dictionary<ChangeAction, string> { [ChangeAction.Remove] = ControlWay.Panel } }]);
        panel.CheckWay(ChangeAction.Remove, "en", ControlWay.Panel);
        Assert.Throws<AppFailureException>(() => panel.CheckWay(ChangeAction.Remove, "en", ControlWay.Menu));
        Assert.Throws<AppFailureException>(() => EffectPermit.Of(Map, "ws_1", [Word]).CheckWay(ChangeAction.Remove, "en", ControlWay.Panel));
    }
}
