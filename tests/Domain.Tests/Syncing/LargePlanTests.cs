using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

public sealed class LargePlanTests
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    [Fact]
    public void Waits_for_a_person_when_most_members_disappear_and_an_approval_holds_for_the_same_losses_only()
    {
        var world = Large(250);
        world.Check();
        world.Rows = [.. world.Rows.Take(90)];

        var plan = world.Plan();

        Assert.True(plan.Verdict.Tripped);
        Assert.Equal(162, plan.Losses.Count);
        Assert.False(plan.MayApply(null));

        // Somebody's role changes while a person thinks: the same people would go, so the approval holds.
        world.Replace("user10@corp.test", row => row with { Role = AppRole.Admin, RawRole = "Admin" });
        var sameLosses = world.Plan();
        Assert.NotEqual(plan.Digest, sameLosses.Digest);
        Assert.True(sameLosses.MayApply(plan.LossDigest));

        world.Remove("user10@corp.test");
        Assert.False(world.Plan().MayApply(plan.LossDigest));
    }

    [Fact]
    public void The_part_of_some_people_takes_away_whom_their_task_took_away_and_nobody_else()
    {
        var world = Large(20);
        world.Check();
        var taken = world.Of("user3@corp.test");
        world.Stored[taken.Id] = taken with { Stage = MemberStage.Deprovisioning };
        world.Rows = [.. world.Rows.Take(2), .. world.Rows.Skip(12)];
        var plan = world.Plan();
        Assert.True(plan.Verdict.Tripped);

        var part = plan.Only(new HashSet<string> { "user3@corp.test", "user4@corp.test" });

        Assert.Equal(taken.Id, Assert.Single(part.Changes).MemberId);
        Assert.Empty(part.Losses);
    }

    [Fact]
    public void Is_stored_and_read_back_as_json_without_loss()
    {
        var world = Large(40);
        world.People = [SyncWorld.Person("p1", "user1@corp.test")];
        world.Check();
        world.Rows = [.. world.Rows.Take(30), SyncWorld.Pending("new@corp.test")];
        var plan = world.Plan();

        var read = JsonSerializer.Deserialize<ReconcilePlan>(JsonSerializer.Serialize(plan, Json), Json);

        Assert.NotNull(read);
        Assert.Equal(plan.Changes, read.Changes);
        Assert.Equal(plan.Activity, read.Activity);
        Assert.Equal((plan.Digest, plan.Verdict, plan.Report.Statuses), (read.Digest, read.Verdict, read.Report.Statuses));
    }

    [Fact]
    public void Plans_5000_members_without_comparing_everybody_with_everybody()
    {
        var world = Large(5_000);
        world.People = [.. Enumerable.Range(0, 5_000).Select(i => SyncWorld.Person(Name("p", i), Name("user", i) + "@corp.test", aliases: Name("alias", i) + "@corp.test"))];

        var first = world.Check();
        var second = world.Check();

        Assert.Equal((5_002, 5_000), (first.Report.Added, first.Report.Matched));
        Assert.True(second.IsEmpty);
    }

    private static SyncWorld Large(int members)
    {
        var world = new SyncWorld();
        world.Rows.AddRange(Enumerable.Range(0, members).Select(i => SyncWorld.Confirmed(Name("user", i) + "@corp.test", name: Name("User ", i), siteId: Name("m_", i))));
        return world;
    }

    private static string Name(string prefix, int i) => prefix + i.ToString(CultureInfo.InvariantCulture);
}
