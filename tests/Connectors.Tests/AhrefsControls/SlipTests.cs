using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsControls;

/// <summary>Choices that save at once and boxes that are ticked: what is sent is sent once and only where it is sure, and nobody else changes unseen.</summary>
public sealed class SlipTests(Site site)
{
    private static readonly string[] Internal = ["Error", "Internal"];

    [Fact]
    public async Task A_choice_that_is_covered_or_off_is_not_made_and_an_old_alert_refuses_nothing()
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant = "F" });
        var (covered, off, saved) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1), world.Somebody(AccessLevel.Member, 2));

        await world.World.PutAsync("ui", new { coverConfirm = true });
        var end = await world.ChangeAsync(Wish(ChangeAction.ChangeRole, covered, AppRole.Guest));
        Assert.Equal((FailureKind.UnexpectedOverlay, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));

        await world.World.PutAsync("ui", new { roleOff = "Guest", standingAlert = "You've reached your plan's limit of 20 members" });
        await world.FaultAsync("simChangeRole", new { kind = "respond", status = 500, body = Internal, applyEffect = true });
        await world.PermitAsync("changeRole", saved, "Admin");
        end = await world.ChangeAsync(Wish(ChangeAction.ChangeRole, off, AppRole.Guest), Wish(ChangeAction.ChangeRole, saved, AppRole.Admin));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(FailureKind.RoleNotAvailable, world.Journal.KindOf(off));
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(saved));
        await world.AssertEffectsAsync($"roleChanged {saved}");
    }

    [Fact]
    public async Task Whoever_else_is_gone_after_a_removal_by_tick_ends_the_batch()
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant = "G" });
        await world.World.PutAsync("ui", new { selectionStays = true, dialogHidesPage = true, ticked = new[] { world.Somebody(AccessLevel.Admin) } });
        var (first, second, other) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1), world.Somebody(AccessLevel.Guest));
        await world.PermitAsync("remove", first);
        await world.PermitAsync("remove", second);
        await world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action = "remove", target = other, when = "afterNextSubmit", call = "simRemoveMember", nth = 2 });

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, first), Wish(ChangeAction.Remove, second), Wish(ChangeAction.Remove, world.Somebody(AccessLevel.Member, 2)));

        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(first));
        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal(2, world.Journal.Results.Count);
        await world.AssertEffectsAsync($"memberRemoved {first}", $"memberRemoved {second}");
    }

    [Theory(Explicit = true)]
    [InlineData("H")]
    [InlineData("F")]
    [InlineData("A")]
    public async Task A_dialog_that_hides_the_page_behind_it_is_answered(string variant)
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant });
        await world.World.PutAsync("ui", new { dialogHidesPage = true });
        var target = world.Somebody(AccessLevel.Member);
        await world.PermitAsync("remove", target);

        Assert.Equal(new ChangeBatchEnd(), await world.ChangeAsync(Wish(ChangeAction.Remove, target)));

        await world.AssertEffectsAsync($"memberRemoved {target}");
    }

    [Fact(Explicit = true)]
    public async Task Roles_that_save_at_once_have_everybody_looked_at_once_for_all_of_them()
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant = "F" });
        var people = new[] { 0, 1, 2 }.Select(nth => world.Somebody(AccessLevel.Member, nth)).ToList();
        foreach (var person in people)
            await world.PermitAsync("changeRole", person, "Guest");
        await world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action = "changeRole", target = world.Somebody(AccessLevel.Admin), role = "Guest", when = "afterNextSubmit", call = "simChangeRole" });

        var end = await world.ChangeAsync([.. people.Select(person => Wish(ChangeAction.ChangeRole, person, AppRole.Guest))]);

        Assert.Equal(FailureKind.EffectDiverged, end.StoppedBy?.Kind);
        Assert.All(people, person => Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(person)));
        var loads = (await world.World.GetAsync("journal?kinds=request")).AsArray().OfType<JsonObject>().Count(e => $"{e["name"]}" == "page" && $"{e["target"]}".Contains("pending", StringComparison.Ordinal));
        Assert.Equal(2, loads);
        await world.AssertEffectsAsync([.. people.Select(person => $"roleChanged {person}")]);
    }
}
