using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

/// <summary>A site may give the id of somebody who is gone to somebody else.</summary>
public sealed class ReissuedIdsTests
{
    private readonly SyncWorld world = new() { People = [SyncWorld.Person("ann", "ann@corp.test"), SyncWorld.Person("bob", "bob@corp.test")] };

    [Fact]
    public void A_new_person_with_the_id_of_somebody_who_is_gone_is_a_member_of_their_own()
    {
        AnnIsGone();
        world.Rows.Add(SyncWorld.Confirmed("bob@corp.test", siteId: "m_1"));

        var plan = world.Check();

        Assert.Equal((1, 0), (plan.Report.Added, plan.Report.Reappeared));
        Assert.Equal("bob", world.Of("bob@corp.test").Decision.UserId);
        Assert.Equal((Presence.Gone, "ann"), (world.Of("ann@corp.test").Presence, world.Of("ann@corp.test").Decision.UserId));
        Assert.True(world.Check().IsEmpty);
    }

    [Fact]
    public void A_new_person_does_not_get_the_exemption_of_somebody_who_is_gone()
    {
        AnnIsGone(new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "The auditor"));
        world.Rows.Add(SyncWorld.Confirmed("bob@corp.test", siteId: "m_1"));

        world.Check();

        Assert.Equal((MemberStatus.Onboarded, "bob"), (world.Of("bob@corp.test").Decision.Status, world.Of("bob@corp.test").Decision.UserId));
        Assert.Equal(MemberStatus.Exempted, world.Of("ann@corp.test").Decision.Status);
    }

    [Fact]
    public void Whoever_comes_back_with_the_id_of_a_member_who_is_leaving_keeps_a_row_of_their_own()
    {
        AnnIsGone();
        world.Rows.Add(SyncWorld.Confirmed("bob@corp.test", siteId: "m_2"));
        world.Check();
        world.Remove("bob@corp.test");
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test", siteId: "m_2"));

        var plan = world.Check();

        Assert.Equal((0, 1, 1), (plan.Report.Added, plan.Report.Reappeared, plan.Report.Gone));
        Assert.Equal("ann", world.Of("ann@corp.test").Decision.UserId);
        Assert.DoesNotContain(plan.Activity, line => line.Event == CheckEvent.AddressChanged);
    }

    [Fact]
    public void Whoever_comes_back_under_another_id_is_known_by_the_address()
    {
        AnnIsGone();
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test", siteId: "m_7"));

        var plan = world.Check();

        Assert.Equal((0, 1), (plan.Report.Added, plan.Report.Reappeared));
        Assert.Equal(("ann", "m_7"), (world.Of("ann@corp.test").Decision.UserId, world.Of("ann@corp.test").Facts.SiteId));
    }

    private void AnnIsGone(MemberDecision? decision = null)
    {
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test", siteId: "m_1"));
        world.Check();
        if (decision is not null)
            world.Decide("ann@corp.test", decision);
        world.Remove("ann@corp.test");
        world.Check();
    }
}
