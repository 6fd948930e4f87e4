using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

/// <summary>Whose doing a role is that the app shows anew: a task's, or somebody's in the app.</summary>
public sealed class RoleNewsTests
{
    private const string Ann = "ann@corp.test";

    [Fact]
    public void A_role_is_news_where_no_task_of_the_hub_was_about_to_give_one()
    {
        var world = With();
        Assert.True(Of(world.Check()).TellsRole);
        world.Replace(Ann, row => row with { Name = "Anna" });
        Assert.False(Of(world.Check()).TellsRole);
        world.Replace(Ann, row => row with { Role = AppRole.Admin, RawRole = "Admin" });

        Assert.True(Of(world.Plan()).TellsRole);
    }

    [Fact]
    public void A_role_of_which_nobody_knew_whether_it_was_given_is_the_tasks_doing_and_told_and_the_change_has_failed()
    {
        var world = Changing();

        var plan = world.Check();

        Assert.Equal((false, MemberEvent.SeenAgain), (Of(plan).TellsRole, Of(plan).Seen));
        Assert.Equal(MemberStage.UpdateFailed, world.Of(Ann).Stage);
        Assert.Equal(CheckEvent.RoleChanged, Assert.Single(plan.Activity).Event);
    }

    [Fact]
    public void The_read_that_ends_a_change_leaves_stage_and_telling_to_the_change()
    {
        var world = Changing();
        world.EndsChange = true;

        var plan = world.Check();

        Assert.Equal((false, null), (Of(plan).TellsRole, Of(plan).Seen));
        Assert.Equal(MemberStage.Updating, world.Of(Ann).Stage);
        Assert.Empty(plan.Activity);
    }

    private static MemberChange Of(ReconcilePlan plan) => plan.Changes.Single(change => change.Facts.Email == Ann);

    private static SyncWorld With()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed(Ann, name: "Ann"));
        return world;
    }

    private static SyncWorld Changing()
    {
        var world = With();
        world.Check();
        var ann = world.Of(Ann);
        world.Stored[ann.Id] = ann with { Stage = MemberStage.Updating };
        world.Replace(Ann, row => row with { Role = AppRole.Admin, RawRole = "Admin" });
        return world;
    }
}
