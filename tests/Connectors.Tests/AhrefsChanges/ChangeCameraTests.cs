using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>Evidence that cannot be had.</summary>
public sealed class ChangeCameraTests(Site site)
{
    [Fact]
    public async Task Without_a_picture_before_it_nobody_is_removed_and_the_next_try_does_it()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (first, second) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Guest));
        await world.PermitAsync("remove", first);
        world.Journal.LosesEvidence = true;

        var refused = await world.ChangeAsync(Wish(ChangeAction.Remove, first), Wish(ChangeAction.Remove, second));

        Assert.Equal((FailureKind.StorageUnavailable, true), (refused.StoppedBy?.Kind, refused.StoppedBy is { } failure && FailureCatalog.MayRepeat(failure)));
        Assert.Equal([first], world.Journal.Results.Keys);
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();

        world.Journal.LosesEvidence = false;
        world.Journal.Results.Clear();
        Assert.Equal(new ChangeBatchEnd(), await world.ChangeAsync(Wish(ChangeAction.Remove, first)));
        Assert.NotNull(world.Journal.Before[first].Screenshot);
        await world.AssertEffectsAsync($"memberRemoved {first}");
    }

    [Fact]
    public async Task Without_a_picture_after_it_the_result_stands_and_says_so()
    {
        var journal = new ChangeJournal();
        var change = Wish(ChangeAction.Remove, "ann@corp.test");
        var batch = new BatchBook([change], journal);
        batch.ProgressOf(change).Effected(Step.Remove);

        await batch.RecordAsync(change, new ChangeResult(ChangeStatus.Done, new string('x', 200)));

        Assert.Equal(ChangeStatus.Done, journal.StatusOf(change.Email));
        Assert.EndsWith("There is no picture of the list afterwards.", journal.Results[change.Email].Sentence, StringComparison.Ordinal);
    }
}
