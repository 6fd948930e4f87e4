using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

/// <summary>Seats of people who left, where it is not plain whose they are.</summary>
public sealed class LeaversInChecksTests
{
    [Fact]
    public void A_seat_of_somebody_who_left_is_matched_anew_where_somebody_who_is_here_has_its_address()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("old", "ann@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.People = [SyncWorld.Person("old", "ann@corp.test", active: false), SyncWorld.Person("new", "ANN@corp.test")];

        var plan = world.Check();

        Assert.Equal(("new", DecidedBy.Check), world.Of("ann@corp.test").Decision is var now ? (now.UserId, now.By) : default);
        Assert.Empty(plan.Report.Leavers);
        Assert.Contains(plan.Activity, line => line is { Event: CheckEvent.MemberMatched, After: "Person new" });
        // Whoever comes back finds the seat with the other.
        world.People = [SyncWorld.Person("old", "ann@corp.test"), SyncWorld.Person("new", "ann@corp.test")];
        Assert.True(world.Check().IsEmpty);
    }

    [Theory]
    [InlineData(DecidedBy.Person, "new@corp.test", "ann@corp.test")]
    [InlineData(DecidedBy.Person, "ann@corp.test", null)]
    [InlineData(DecidedBy.Check, "new@corp.test", "ann@corp.test")]
    public void Nobody_is_a_leaver_whose_address_somebody_who_is_here_has_too(DecidedBy by, string email, string? alias)
    {
        var world = new SyncWorld { People = [SyncWorld.Person("old", "ann@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.Decide("ann@corp.test", world.Of("ann@corp.test").Decision with { By = by });
        world.People = [SyncWorld.Person("old", "ann@corp.test", active: false), SyncWorld.Person("new", email, aliases: alias is null ? [] : [alias])];

        var report = world.Check().Report;

        Assert.Equal("old", world.Of("ann@corp.test").Decision.UserId);
        Assert.Empty(report.Leavers);
        Assert.Contains("Person new", Assert.Single(report.Anomalies, line => line.Kind == "LeaverAmbiguous").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_was_out_before_the_seat_was_theirs_is_told_apart_until_they_are_here()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("box", "seo@corp.test", active: false)] };
        world.Rows.Add(SyncWorld.Confirmed("seo@corp.test"));

        var report = world.Check().Report;

        Assert.Equal(("box", MatchReason.HadLeft), world.Of("seo@corp.test").Decision is var found ? (found.UserId, found.Reason) : default);
        Assert.Contains("only a person", Assert.Single(report.Leavers).Sentence, StringComparison.Ordinal);
        Assert.True(world.Check().IsEmpty);
        world.People = [SyncWorld.Person("box", "seo@corp.test")];
        world.Check();
        Assert.Null(world.Of("seo@corp.test").Decision.Reason);
        world.People = [SyncWorld.Person("box", "seo@corp.test", active: false)];
        world.Check();
        Assert.Equal(("box", null), world.Of("seo@corp.test").Decision is var left ? (left.UserId, left.Reason) : default);
    }
}
