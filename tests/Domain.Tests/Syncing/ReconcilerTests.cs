using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

public sealed class ReconcilerTests
{
    [Fact]
    public void Imports_everybody_at_the_first_check_and_the_guard_cannot_bite()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Pending("new@corp.test"));

        var plan = world.Check();

        Assert.Equal((3, 0, 0), (plan.Report.Added, plan.Report.Changed, plan.Report.Gone));
        Assert.Equal((2, 1), (plan.Report.Confirmed, plan.Report.Pending));
        Assert.False(plan.Verdict.Tripped);
        Assert.Equal(3, plan.Activity.Count(line => line.Event == CheckEvent.MemberAdded));
        Assert.Equal(15, plan.Report.Seats?.Paid);
        Assert.Equal(MemberStage.PendingInvite, world.Of("new@corp.test", Presence.Pending).Stage);
    }

    [Fact]
    public void Lists_nothing_when_nothing_changed()
    {
        var world = new SyncWorld();
        world.Check();

        var again = world.Check();

        Assert.True(again.IsEmpty);
        Assert.Empty(again.Activity);
        Assert.Equal(2, again.Report.Confirmed);
    }

    [Fact]
    public void Marks_who_disappeared_as_gone_and_keeps_what_was_known()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("gone@corp.test", name: "Gustav"));
        world.Check();
        world.Remove("gone@corp.test");
        var goneAt = world.Now;

        var plan = world.Check();

        var gone = world.Of("gone@corp.test");
        Assert.Equal((Presence.Gone, "Gustav", goneAt), (gone.Presence, gone.Facts.Name, gone.GoneSince));
        Assert.Equal(SyncWorld.Start, gone.LastSeen);
        Assert.Equal("gone@corp.test", Assert.Single(plan.Losses).Email);
        Assert.Equal(CheckEvent.MemberGone, Assert.Single(plan.Activity).Event);
        Assert.True(world.Check().IsEmpty);
    }

    [Fact]
    public void Sees_a_reappearing_member_as_the_same_one_with_its_match()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        var first = world.Of("ann@corp.test");
        world.Remove("ann@corp.test");
        world.Check();
        Assert.Equal(first.FirstSeen, world.Of("ann@corp.test").HereSince);
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));

        var plan = world.Check();

        Assert.Equal(1, plan.Report.Reappeared);
        Assert.Equal(plan.ReadAt, world.Of("ann@corp.test").HereSince);
        var again = world.Of("ann@corp.test");
        Assert.Equal((first.Id, "p1", first.FirstSeen, null), (again.Id, again.Decision.UserId, again.FirstSeen, again.GoneSince));
    }

    [Fact]
    public void Tells_role_and_name_changes_with_before_and_after()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test", name: "Ann"));
        world.Check();
        world.Replace("ann@corp.test", row => row with { Role = AppRole.Admin, RawRole = "Admin", Name = "Anna" });

        var plan = world.Check();

        Assert.Equal(1, plan.Report.Changed);
        Assert.Contains(plan.Activity, line => line is { Event: CheckEvent.RoleChanged, Before: "Member", After: "Admin" });
        Assert.Contains(plan.Activity, line => line is { Event: CheckEvent.NameChanged, Before: "Ann", After: "Anna" });
        Assert.Equal(AppRole.Admin, world.Of("ann@corp.test").Facts.Role);
    }

    [Fact]
    public void Follows_a_changed_address_by_the_sites_own_id_and_otherwise_sees_one_gone_and_one_new()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("with@corp.test", siteId: "m_1"));
        world.Rows.Add(SyncWorld.Confirmed("without@corp.test"));
        world.Check();
        var id = world.Of("with@corp.test").Id;
        world.Replace("with@corp.test", row => row with { Email = "with.new@corp.test" });
        world.Replace("without@corp.test", row => row with { Email = "without.new@corp.test" });

        var plan = world.Check();

        Assert.Equal((1, 1, 1), (plan.Report.Added, plan.Report.Changed, plan.Report.Gone));
        Assert.Equal(id, world.Of("with.new@corp.test").Id);
        Assert.Contains(plan.Activity, line => line is { Event: CheckEvent.AddressChanged, Before: "with@corp.test", After: "with.new@corp.test" });
    }

    [Fact]
    public void Gives_an_own_id_to_whoever_takes_over_an_address_that_was_given_up()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("sales@corp.test", siteId: "m_1"));
        world.Check();
        world.Replace("sales@corp.test", row => row with { Email = "ann@corp.test" });
        world.Rows.Add(SyncWorld.Confirmed("sales@corp.test", siteId: "m_2"));

        var plan = world.Check();

        Assert.Equal((1, 1, 0), (plan.Report.Added, plan.Report.Changed, plan.Report.Gone));
        Assert.NotEqual(world.Of("ann@corp.test").Id, world.Of("sales@corp.test").Id);
        Assert.True(world.Check().IsEmpty);
    }

    [Fact]
    public void Leaves_every_match_on_its_own_seat_when_the_site_issues_its_ids_anew()
    {
        var people = Enumerable.Range(0, 30).Select(i => SyncWorld.Person($"p{i}", $"user{i:00}@corp.test")).ToList();
        var world = new SyncWorld { People = people };
        world.Rows.AddRange(people.Select((_, i) => SyncWorld.Confirmed($"user{i:00}@corp.test", siteId: $"m_{i}")));
        world.Check();
        var before = Enumerable.Range(0, 30).ToDictionary(i => i, i => world.Of($"user{i:00}@corp.test").Id);

        // One person fewer, and everybody after them has the id of the one before.
        world.Rows = [.. world.Rows.Where(row => row.SiteId != "m_10").Select((row, i) => row with { SiteId = $"m_{i}" })];
        var plan = world.Check();

        Assert.Equal((0, 1), (plan.Report.Added, plan.Report.Gone));
        Assert.DoesNotContain(plan.Activity, line => line.Event == CheckEvent.AddressChanged);
        Assert.All(before.Where(known => known.Key != 10), known => Assert.Equal(known.Value, world.Of($"user{known.Key:00}@corp.test").Id));
    }

    [Fact]
    public void Leaves_two_matches_where_they_are_when_two_members_ids_change_places()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("ann", "ann@corp.test"), SyncWorld.Person("bob", "bob@corp.test")] };
        world.Rows.AddRange([SyncWorld.Confirmed("ann@corp.test", siteId: "m_1"), SyncWorld.Confirmed("bob@corp.test", siteId: "m_2")]);
        world.Check();
        var ann = world.Of("ann@corp.test").Id;

        world.Rows = [.. world.Rows.Select(row => row.SiteId switch { "m_1" => row with { SiteId = "m_2" }, "m_2" => row with { SiteId = "m_1" }, _ => row })];
        var plan = world.Check();

        Assert.Equal((0, 0), (plan.Report.Added, plan.Report.Gone));
        Assert.Equal(ann, world.Of("ann@corp.test").Id);
        Assert.Equal("ann", world.Of("ann@corp.test").Decision.UserId);
    }

    [Fact]
    public void Loses_nobody_when_a_read_from_the_page_alone_shows_no_ids()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test", siteId: "m_1"));
        world.Check();
        world.Rows = [.. world.Rows.Select(row => row with { SiteId = null })];

        Assert.True(world.Check().IsEmpty);
        Assert.Equal("m_1", world.Of("ann@corp.test").Facts.SiteId);
    }

    [Fact]
    public void Keeps_a_member_and_an_old_invitation_of_the_same_address_apart()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Rows.Add(SyncWorld.Pending("Ann@corp.test", expired: true));

        world.Check();

        Assert.Equal("p1", world.Of("ann@corp.test").Decision.UserId);
        var invitation = world.Of("Ann@corp.test", Presence.Pending);
        Assert.Equal((MemberStatus.Unmatched, UnmatchedReason.AlreadyMatched), (invitation.Decision.Status, invitation.Decision.Reason));
        Assert.Equal(MemberStage.InviteExpired, invitation.Stage);
        Assert.True(world.Check().IsEmpty);
    }

    [Fact]
    public void Counts_an_accepted_invitation_as_no_loss_and_carries_over_what_was_decided()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Pending("ann@corp.test"));
        world.Check();
        var invitation = world.Of("ann@corp.test", Presence.Pending);
        world.Stored[invitation.Id] = invitation with { Decision = new MemberDecision(MemberStatus.Guest, DecidedBy.Person, "p9") };
        world.Remove("ann@corp.test");
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));

        var plan = world.Check();

        Assert.Empty(plan.Losses);
        var member = world.Of("ann@corp.test");
        Assert.Equal((DecidedBy.Person, "p9", MemberStage.AwaitingAccount), (member.Decision.By, member.Decision.UserId, member.Stage));
        Assert.Equal(Presence.Gone, world.Of("ann@corp.test", Presence.Pending).Presence);
    }

    [Fact]
    public void Reports_an_unknown_role_and_goes_on_with_the_others()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("bill@corp.test", role: null));

        var plan = world.Check();

        Assert.Equal(3, plan.Report.Added);
        var line = Assert.Single(plan.Report.Anomalies);
        Assert.Equal((nameof(FailureKind.UnknownRole), "bill@corp.test"), (line.Kind, line.Email));
    }

    [Fact]
    public void Writes_the_last_activity_at_most_once_a_day_and_tells_nobody()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test") with { LastActive = SyncWorld.Start });
        world.Check();
        world.Replace("ann@corp.test", row => row with { LastActive = SyncWorld.Start.AddHours(5) });
        Assert.True(world.Check().IsEmpty);
        world.Replace("ann@corp.test", row => row with { LastActive = SyncWorld.Start.AddDays(2) });

        var plan = world.Check();

        Assert.Equal(MemberChangeKind.Refreshed, Assert.Single(plan.Changes).Kind);
        Assert.Empty(plan.Activity);
        Assert.Equal(0, plan.Report.Changed);
    }

    [Theory]
    [InlineData(MemberStage.Inviting, MemberStage.None)]
    [InlineData(MemberStage.Updating, MemberStage.None)]
    public void Of_somebody_who_is_gone_nothing_seems_under_way_any_more(MemberStage stage, MemberStage after)
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Pending("ann@corp.test"));
        world.Check();
        var member = world.Of("ann@corp.test", Presence.Pending);
        world.Stored[member.Id] = member with { Stage = stage };

        world.Remove("ann@corp.test");
        world.Check();

        Assert.Equal(after, world.Of("ann@corp.test", Presence.Pending).Stage);
    }

    [Theory]
    [InlineData(MemberStage.Deprovisioning, true, MemberStage.DeprovisioningFailed, null)]
    [InlineData(MemberStage.Deprovisioning, false, MemberStage.Removed, CheckEvent.MemberGone)]
    [InlineData(MemberStage.Removed, true, MemberStage.None, null)]
    [InlineData(MemberStage.Removed, false, MemberStage.Removed, null)]
    public void Ends_a_removal_that_was_cut_short_and_counts_its_loss_no_second_time(MemberStage stage, bool isThere, MemberStage after, string? told)
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        var member = world.Of("ann@corp.test");
        world.Stored[member.Id] = member with { Stage = stage };
        if (!isThere) world.Remove("ann@corp.test");

        var plan = world.Check();

        Assert.Empty(plan.Losses);
        Assert.Equal((isThere, after), (world.Of("ann@corp.test").IsPresent, world.Of("ann@corp.test").Stage));
        Assert.Equal(told, plan.Activity.SingleOrDefault()?.Event);
    }

    [Fact]
    public void Refuses_to_derive_anything_from_an_incomplete_read()
    {
        var world = new SyncWorld();
        world.Check();
        var cut = world.Snapshot() with { Complete = false };

        var refused = Assert.Throws<AppFailureException>(() => world.Plan(cut));

        Assert.Equal(FailureKind.ReadIncomplete, refused.Failure.Kind);
    }
}
