using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

public sealed class SnapshotCheckTests
{
    private readonly SyncWorld world = new();

    [Fact]
    public void Takes_the_smallest_legitimate_list() => Assert.Null(SnapshotCheck.Find(world.Snapshot()));

    [Fact]
    public void Takes_an_owner_who_is_the_automation_account()
    {
        world.Rows = [SyncWorld.Confirmed(SyncWorld.Operator, AppRole.Owner)];
        Assert.Null(SnapshotCheck.Find(world.Snapshot()));
    }

    [Fact]
    public void Refuses_a_list_without_anybody_whatever_the_page_tells()
    {
        world.Rows = [];
        Assert.Equal(FailureKind.ReadImplausible, Kind(world.Snapshot()));
        Assert.Equal(FailureKind.ReadImplausible, Kind(world.Snapshot() with { ConfirmedTotal = 12 }));
    }

    [Fact]
    public void Refuses_a_list_without_owner_or_with_two()
    {
        world.Replace("owner@corp.test", row => row with { Role = AppRole.Member });
        Assert.Equal(FailureKind.ReadImplausible, Kind(world.Snapshot()));
        world.Rows.Add(SyncWorld.Confirmed("one@corp.test", AppRole.Owner));
        Assert.Null(SnapshotCheck.Find(world.Snapshot()));
        world.Rows.Add(SyncWorld.Confirmed("two@corp.test", AppRole.Owner));
        Assert.Equal(FailureKind.ReadImplausible, Kind(world.Snapshot()));
    }

    [Fact]
    public void Refuses_a_list_in_which_the_automation_account_is_missing_or_only_invited()
    {
        world.Remove(SyncWorld.Operator);
        world.Rows.Add(SyncWorld.Pending(SyncWorld.Operator));
        Assert.Equal(FailureKind.ReadImplausible, Kind(world.Snapshot()));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    public void Refuses_rows_that_differ_from_the_totals(int confirmed, int pending)
    {
        var snapshot = world.Snapshot();
        Assert.Equal(FailureKind.ReadInconsistent, Kind(snapshot with { ConfirmedTotal = snapshot.ConfirmedTotal + confirmed, PendingTotal = pending }));
    }

    [Fact]
    public void Refuses_the_same_person_twice_in_one_list()
    {
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test", siteId: "m_1"));
        world.Rows.Add(SyncWorld.Confirmed("ANN@corp.test", siteId: "m_2"));
        Assert.Equal(FailureKind.ReadInconsistent, Kind(world.Snapshot()));

        world.Replace("ANN@corp.test", row => row with { Email = "bob@corp.test", SiteId = "m_1" });
        Assert.Equal(FailureKind.ReadInconsistent, Kind(world.Snapshot()));
    }

    [Fact]
    public void Refuses_a_read_that_did_not_end_even_when_all_figures_agree() =>
        Assert.Equal(FailureKind.ReadIncomplete, Kind(world.Snapshot() with { Complete = false }));

    [Fact]
    public void Blames_the_read_and_says_what_is_wrong()
    {
        var failure = SnapshotCheck.Find(world.Snapshot() with { ConfirmedTotal = 3 });
        Assert.Equal((FailurePhase.Read, FailureEffect.None, "2 rows in the list Confirmed, and the page tells 3"), (failure?.Phase, failure?.Effect, failure?.Detail));
    }

    private static FailureKind? Kind(MemberSnapshot snapshot) => SnapshotCheck.Find(snapshot)?.Kind;
}
