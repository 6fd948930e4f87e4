using Seatkeeper.Connectors.Tests.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.Tests.AhrefsProbe;

public sealed class PageProbeTests(Site site)
{
    // The map is wrong: its entry that should ask before it cancels is the one that sends at once.
    [Fact]
    public async Task A_click_that_would_send_at_once_sends_nothing()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var wrong = Maps.With(site.PageMaps.Current, root => root["landmarks"]!["pending.cancel"] = root["landmarks"]!["pending.resend"]!.DeepClone());

        var report = await world.World.Connector(wrong).ProbeAsync(world.World.Run, new ProbeWish(ChangeWorld.Pinned, OpenDialogs: true), TestContext.Current.CancellationToken);

        Assert.Contains(report.Blocked, blocked => blocked.Kind.StartsWith("POST", StringComparison.Ordinal));
        Assert.NotNull(report.Places.Single(place => place.Name == "cancelDialog").Trouble);
        Assert.Equal([ChangeAction.CancelInvitation], report.Effects.Where(effect => effect.Lacking.Count > 0).Select(effect => effect.Effect));
        Assert.DoesNotContain((await world.World.GetAsync("journal?kinds=request")).AsArray(), entry => entry?["call"]?.ToString() is "simResendInvitation" or "simCancelInvitation");
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task In_another_workspace_than_the_hubs_no_dialog_is_opened_and_a_page_that_is_gone_hides_no_other()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        await world.World.PutAsync("ui", new { missingRoutes = new[] { "/account/members/pending" } });

        var report = await world.World.Connector().ProbeAsync(
            world.World.Run, new ProbeWish(ChangeWorld.Pinned with { Id = "ws_02" }, OpenDialogs: true), TestContext.Current.CancellationToken);

        Assert.Equal(["account", "confirmed", "pending", "limits"], report.Places.Select(place => place.Name));
        Assert.Equal([false, false, true, false], report.Places.Select(place => place.Trouble is not null));
        Assert.Equal(LandmarkState.Missing, report.Places[2].Landmarks.Single(landmark => landmark.Key == "pending.page").State);
        Assert.Equal(("ws_01", "en"), (report.Workspace?.Id, report.Language));
        Assert.DoesNotContain(report.Places.Where(place => place.Trouble is null).SelectMany(place => place.Landmarks), landmark => landmark.State is LandmarkState.Missing or LandmarkState.Ambiguous);
        Assert.Equal(4, world.World.Run.Evidence.Count(evidence => evidence.Screenshot is not null));
        await world.AssertEffectsAsync();
    }
}
