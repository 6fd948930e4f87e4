using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.Ahrefs;

public sealed class OverlayTests(Site site)
{
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overlays_that_the_map_knows_are_closed()
    {
        using var world = await World.CreateAsync(site);
        await world.PutAsync("ui", new { overlays = new[] { "cookie", "survey", "tour", "chat" } });
        var connector = world.Connector();

        var connection = await connector.VerifyAsync(world.Run, workspace: null, Cancel);
        var snapshot = await connector.ReadMembersAsync(world.Run, connection.Workspace, Cancel);

        Assert.True(snapshot.Complete);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task An_unknown_dialog_is_left_alone_and_pictured()
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        await world.PutAsync("ui", new { overlays = new[] { "survey" }, labelDrift = new Dictionary<string, string>(StringComparer.Ordinal) { ["How are we doing?"] = "Win a prize" } });

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().ReadMembersAsync(world.Run, Pinned, Cancel));

        Assert.Equal(FailureKind.UnexpectedOverlay, failure.Failure.Kind);
        Assert.Contains("Win a prize", failure.Failure.Detail, StringComparison.Ordinal);
        var evidence = Assert.Single(world.Run.Evidence);
        Assert.Equal([$"evidence-{world.Run.Evidence.Count}"], failure.Failure.EvidenceIds);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], evidence.Screenshot?[..4]);
        Assert.Contains("Win a prize", evidence.AccessibilityTree, StringComparison.Ordinal);
        Assert.DoesNotContain('?', evidence.PageAddress);
    }

    [Fact]
    public async Task A_renamed_landmark_is_named_and_nothing_is_guessed()
    {
        using var world = await World.CreateAsync(site);
        world.Browser.StepTimeout = TimeSpan.FromSeconds(6);
        await world.BringSessionAsync();
        await world.PutAsync("ui", new { labelDrift = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access level"] = "Seat type" } });

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().ReadMembersAsync(world.Run, Pinned, Cancel));

        Assert.Equal(FailureKind.PageContractBroken, failure.Failure.Kind);
        Assert.Contains("role", failure.Failure.Detail, StringComparison.Ordinal);
    }
}
