using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsControls;

/// <summary>What should open a dialog acts at once: that is never told as if nothing had happened.</summary>
public sealed class OpenerTests(Site site)
{
    public static IEnumerable<TheoryDataRow<string, bool>> Variants =>
    [
        new TheoryDataRow<string, bool>("F", true),
        new TheoryDataRow<string, bool>("A", false) { Explicit = true },
        new TheoryDataRow<string, bool>("E", false) { Explicit = true },
        new TheoryDataRow<string, bool>("G", true) { Explicit = true },
        new TheoryDataRow<string, bool>("H", true) { Explicit = true },
    ];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Whoever_was_removed_without_a_question_is_told_as_removed_and_the_batch_ends(string variant, bool picturedBefore)
    {
        using var world = await CreateAsync(variant);
        var (target, next) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Guest));
        await world.PermitAsync("remove", target);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target), Wish(ChangeAction.Remove, next));

        Assert.Equal((FailureKind.PageContractBroken, FailureEffect.Applied), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(target));
        Assert.Equal([target], world.Journal.Results.Keys);
        Assert.Contains(target, world.Journal.Intents);
        Assert.Equal(picturedBefore, world.Journal.Before.GetValueOrDefault(target)?.Screenshot is not null);
        await world.AssertEffectsAsync($"memberRemoved {target}");
    }

    [Fact(Explicit = true)]
    public async Task What_was_sent_without_a_question_and_shows_no_effect_is_unknown_and_not_sent_again()
    {
        using var world = await CreateAsync("F");
        var (target, next) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Guest));
        await world.FaultAsync("simRemoveMember", new { kind = "respond", status = 500, body = new[] { "Error", "Internal" } }, times: 0);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target), Wish(ChangeAction.Remove, next));

        Assert.Equal((FailureKind.EffectUnknown, FailureEffect.Unknown), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal(FailureEffect.Unknown, world.Journal.Results[target].Failure?.Effect);
        Assert.Equal([target], world.Journal.Results.Keys);
        Assert.Equal(1, (await world.World.GetAsync("faults")).AsArray()[0]?["fired"]?.GetValue<int>());
        await world.AssertEffectsAsync();
    }

    private async Task<ChangeWorld> CreateAsync(string variant)
    {
        var world = await ChangeWorld.CreateAsync(site, overrides: new { variant });
        // The dialog never comes, and has to be waited for.
        world.World.Browser.StepTimeout = TimeSpan.FromSeconds(8);
        await world.World.PutAsync("ui", new { actsAtOnce = true });
        return world;
    }
}
