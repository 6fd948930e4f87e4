using Seatkeeper.Connectors.Tests.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Tests.Pictures;

public sealed class EvidenceCameraTests(Site site)
{
    [Theory]
    [InlineData("", true)]
    [InlineData(World.Password, false)]
    public async Task A_failure_s_page_is_pictured_unless_it_shows_a_secret_to_whoever_sees_it(string echo, bool isPictured)
    {
        using var world = await World.CreateAsync(site);
        world.Browser.StepTimeout = TimeSpan.FromSeconds(6);
        var html = $"<!doctype html><html lang=en><title>Members</title><main><h1>Something else</h1><p aria-hidden=true>{echo}</p></main>";
        await world.PostAsync("faults", new { id = "echo", match = new { path = "/account/members/confirmed", times = 0 }, @do = new { kind = "html", html } });

        await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().ReadMembersAsync(world.Run, ChangeWorld.Pinned, TestContext.Current.CancellationToken));

        var evidence = Assert.Single(world.Run.Evidence);
        Assert.Contains("Something else", evidence.AccessibilityTree, StringComparison.Ordinal);
        Assert.Equal(isPictured, evidence.Screenshot is not null);
    }
}
