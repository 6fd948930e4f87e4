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
    public void On_loopback_everything_is_permitted_and_elsewhere_no_control_that_no_probe_looks_at()
    {
        EffectPermit.Everything.Check(ChangeAction.Invite, "en");
        EffectPermit.Everything.CheckUnprobed("panel");
        Assert.Throws<AppFailureException>(() => EffectPermit.Of(Map, "ws_1", [Word]).CheckUnprobed("panel"));
    }
}
