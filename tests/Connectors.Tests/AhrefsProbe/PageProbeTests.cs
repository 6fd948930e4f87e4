using Seatkeeper.Connectors.Tests.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.Tests.AhrefsProbe;

public sealed class PageProbeTests(Site site)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The map is wrong twice: its entry that should ask before it cancels is the one that sends at once, and its button that leaves the removal is the one that confirms it.
    [Fact]
    public async Task A_click_that_would_send_sends_nothing_and_verifies_nothing()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var wrong = Maps.With(site.PageMaps.Current, root =>
        {
            root["landmarks"]!["pending.cancel"] = root["landmarks"]!["pending.resend"]!.DeepClone();
            var confirm = root["landmarks"]!["removeDialog.confirm"]!.DeepClone();
            root["landmarks"]!["removeDialog.confirm"] = root["landmarks"]!["removeDialog.cancel"]!.DeepClone();
            root["landmarks"]!["removeDialog.cancel"] = confirm;
        });

        var report = await world.World.Connector(wrong).ProbeAsync(world.World.Run, new ProbeWish(ChangeWorld.Pinned, OpenDialogs: true), Cancel);

        Assert.Contains(report.Blocked, blocked => blocked.Kind.StartsWith("POST", StringComparison.Ordinal));
        Assert.Contains("the page wanted to send, and was kept from it: POST (fetch) /v4/simResendInvitation", Trouble(report, "cancelDialog"), StringComparison.Ordinal);
        Assert.Contains("the page wanted to send, and was kept from it: POST (fetch) /v4/sim", Trouble(report, "removeDialog"), StringComparison.Ordinal);
        Assert.Equal([ChangeAction.Remove, ChangeAction.CancelInvitation], report.Effects.Where(effect => effect.Lacking.Count > 0).Select(effect => effect.Effect));
        Assert.DoesNotContain((await world.World.GetAsync("journal?kinds=request")).AsArray(), entry => entry?["call"]?.ToString() is "simResendInvitation" or "simCancelInvitation" or "simRemoveMember");
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task In_another_workspace_than_the_hubs_no_dialog_is_opened_and_a_page_that_is_gone_hides_no_other()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        await world.World.PutAsync("ui", new { missingRoutes = new[] { "/account/members/pending" }, overlays = new[] { "tour" } });

        var report = await world.World.Connector().ProbeAsync(world.World.Run, new ProbeWish(ChangeWorld.Pinned with { Id = "ws_02" }, OpenDialogs: true), Cancel);

        Assert.Equal(["account", "confirmed", "pending", "limits", "apiKeys", "dialogs"], report.Places.Select(place => place.Name));
        Assert.Equal([false, true, true, false, false, true], report.Places.Select(place => place.Trouble is not null));
        Assert.StartsWith("WrongWorkspace", Trouble(report, "confirmed"), StringComparison.Ordinal);
        Assert.Equal(LandmarkState.Missing, report.Places[2].Landmarks.Single(landmark => landmark.Key == "pending.page").State);
        Assert.Equal(("ws_01", "en"), (report.Workspace?.Id, report.Language));
        Assert.DoesNotContain(report.Places.Where(place => place.Name is not "pending").SelectMany(place => place.Landmarks), landmark => landmark.State is LandmarkState.Missing or LandmarkState.Ambiguous);
        Assert.All(report.Effects, effect => Assert.NotEmpty(effect.Lacking));
        Assert.Equal(5, world.World.Run.Evidence.Count(evidence => evidence.Screenshot is not null));
        // The session was stored: what no picture may show is known all the same.
        Assert.True(world.World.Run.CredentialReads > 0);
        await world.AssertEffectsAsync();
    }

    // Nothing keeps the page from sending while the account signs in.
    [Fact]
    public async Task A_probe_that_has_to_sign_in_clicks_no_overlay_away_meanwhile()
    {
        using var world = await World.CreateAsync(site);
        await world.PutAsync("ui", new { overlays = new[] { "cookie", "survey" } });

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().ProbeAsync(world.Run, new ProbeWish(ChangeWorld.Pinned, OpenDialogs: true), Cancel));

        Assert.Equal((FailureKind.UnexpectedOverlay, FailurePhase.Login), (failure.Failure.Kind, failure.Failure.Phase));
        Assert.Contains("not closed by a probe", failure.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task A_window_that_opens_by_itself_is_told_with_everything_that_was_found_before()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        await world.World.PutAsync("ui", new { menusOpen = "popup" });

        var report = await world.World.Connector().ProbeAsync(world.World.Run, new ProbeWish(ChangeWorld.Pinned, OpenDialogs: true), Cancel);

        Assert.Equal([false, false, false, false, false], report.Places.Take(5).Select(place => place.Trouble is not null));
        Assert.All(report.Places.Skip(5), place => Assert.Contains("window", place.Trouble, StringComparison.Ordinal));
        Assert.All(report.Effects, effect => Assert.NotEmpty(effect.Lacking));
        await world.AssertEffectsAsync();
    }

    [Theory(Explicit = true)]
    [InlineData("A", "menu")]
    [InlineData("B", "menu")]
    [InlineData("C", "menu")]
    // Its tabs tell no totals, which every change is held against.
    [InlineData("D", "menu", ChangeAction.ChangeRole, ChangeAction.Remove, ChangeAction.ResendInvitation, ChangeAction.CancelInvitation, ChangeAction.Invite)]
    [InlineData("E", "menu")]
    [InlineData("F", "row", ChangeAction.ChangeRole)]
    [InlineData("H", "panel")]
    [InlineData("G", "bulk", ChangeAction.ChangeRole, ChangeAction.Remove, ChangeAction.ResendInvitation, ChangeAction.CancelInvitation)]
    [InlineData("J", "menu")]
    public async Task Every_way_to_a_persons_controls_is_opened_and_left_with_nothing_sent(string variant, string way, params ChangeAction[] refused)
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant });

        var report = await world.World.Connector().ProbeAsync(world.World.Run, new ProbeWish(ChangeWorld.Pinned, OpenDialogs: true), Cancel);

        Assert.True(report.Places.All(place => place.Trouble is null && place.Unknown.Count == 0), string.Join('\n', report.Places.Select(place => $"{place.Name}: {place.Trouble} {string.Join(", ", place.Unknown)}")));
        Assert.Contains($"member {way}", report.Places.Select(place => place.Name));
        Assert.All(report.Effects.Where(effect => effect.Effect is not ChangeAction.Invite), effect => Assert.Equal(way, effect.Way));
        Assert.Equal(refused.Order(), report.Effects.Where(effect => effect.Lacking.Count > 0).Select(effect => effect.Effect).Order());
        await world.AssertEffectsAsync();
    }

    private static string? Trouble(ProbeReport report, string place) => report.Places.Single(told => told.Name == place).Trouble;
}
