using CsCheck;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

/// <summary>What holds for every history of reads, people and decisions by hand.</summary>
public sealed class ReconcilerProperties
{
    // Few addresses and ids, so that everything collides with everything.
    private static readonly Gen<string?> Address = Among<string?>(
        "ann@corp.test", "ANN@corp.test", "аnn@corp.test", "bob@corp.test", "bob@other.test", "zoë@corp.test", "cut…@corp.test", "no address", "\u202Eevil\u0000", "a/b#c?@corp.test");

    private static readonly Gen<SnapshotMember> Row = Gen.Select(
        Among(Presence.Confirmed, Presence.Pending),
        Among<string?>(null, null, "m_1", "m_2", "m_3"),
        Address,
        Among<string?>(null, "Ann", "<b>\uD800"),
        Among<AppRole?>(null, AppRole.Member, AppRole.Admin, AppRole.Guest),
        Gen.Bool,
        (list, id, email, name, role, expired) => new SnapshotMember(list, id, email, name, role, role?.ToString() ?? "?", InvitationExpired: expired));

    private static readonly Gen<List<SnapshotMember>> Read = Row.List[0, 9].Select(rows => rows
        .DistinctBy(row => (row.Presence, EmailAddress.KeyOf(row.Email ?? "")))
        .DistinctBy(row => (row.Presence, row.SiteId ?? Guid.NewGuid().ToString()))
        .ToList());

    private static readonly Gen<WorkspaceUser> Person = Gen.Select(
        Among("p1", "p2", "p3"),
        Address,
        Among(WorkspaceUserKind.Directory, WorkspaceUserKind.Guest),
        Gen.Bool,
        Address.List[0, 2],
        (id, email, kind, active, aliases) => new WorkspaceUser(id, kind, id, email ?? "", [.. aliases.OfType<string>()], active));

    private static readonly Gen<MemberDecision> ByHand = Gen.Select(Gen.Enum<MemberStatus>(), Among("p1", "p2", "p9")).Select((status, user) =>
        new MemberDecision(status, DecidedBy.Person, status is MemberStatus.Onboarded or MemberStatus.Guest ? user : null, HubRole.Owner, "by hand"));

    private static readonly Gen<(List<SnapshotMember> Rows, List<WorkspaceUser> People, List<(int Which, MemberDecision Decision)> Decisions)[]> History =
        Gen.Select(Read, Person.List[0, 4], Gen.Select(Gen.Int[0, 20], ByHand).List[0, 2]).Array[1, 5];

    [Fact]
    public void Applying_a_plan_makes_the_next_one_of_the_same_read_empty() => Over((world, plan) =>
    {
        world.Apply(plan);
        var again = world.Plan();
        return again.IsEmpty && again.Losses.Count == 0 && again.Activity.Count == 0 && !again.Verdict.Tripped;
    });

    [Fact]
    public void Applying_a_plan_twice_or_only_half_of_it_before_is_the_same_as_once() => Over((world, plan) =>
    {
        var before = new Dictionary<string, Member>(world.Stored, StringComparer.Ordinal);
        world.Apply(plan);
        var once = Sorted(world);
        world.Apply(plan);
        var twice = Sorted(world);

        world.Stored.Clear();
        foreach (var (id, member) in before)
            world.Stored[id] = member;
        world.Apply(plan with { Changes = [.. plan.Changes.Take(plan.Changes.Count / 2)] });
        world.Apply(plan);
        return once.SequenceEqual(twice) && once.SequenceEqual(Sorted(world));
    });

    [Fact]
    public void Stores_exactly_whom_the_app_shows() => Over((world, plan) =>
    {
        world.Apply(plan);
        return world.Rows.Select(row => (row.Presence, ShownText.Keep(row.Email))).Order()
            .SequenceEqual(world.Stored.Values.Where(member => member.IsPresent).Select(member => (member.Presence, member.Facts.Email)).Order());
    });

    [Fact]
    public void Overwrites_nothing_that_a_person_decided() => Over((world, plan) =>
    {
        var byHand = world.Stored.Values.Where(member => member.Decision.By == DecidedBy.Person).ToList();
        var accepted = plan.Changes.Where(change => change is { Kind: MemberChangeKind.Gone, List: Presence.Pending, Facts.Email: not null })
            .ToLookup(change => EmailAddress.KeyOf(change.Facts.Email ?? ""), change => world.Stored[change.MemberId].Decision, StringComparer.Ordinal);
        world.Apply(plan);
        return byHand.All(before => world.Stored[before.Id] is var after && (IsSame(before.Decision, after.Decision)
            || (!before.IsPresent && after is { IsPresent: true, Facts.Email: { } email } && accepted[EmailAddress.KeyOf(email)].Any(invited => IsSame(invited, after.Decision) || IsForSomebodyElse(invited, before.Decision, after.Decision)))));

        // Of somebody who comes back, it may be whom the accepted invitation was for; where a check had decided that, whoever has its address by now.
        static bool IsForSomebodyElse(MemberDecision invited, MemberDecision before, MemberDecision after) =>
            invited is { IsMatched: true, By: DecidedBy.Check } && invited.UserId != before.UserId && before.Status != MemberStatus.Exempted && after.By != DecidedBy.Person;

        static bool IsSame(MemberDecision before, MemberDecision after) => after.By == before.By && after.UserId == before.UserId && after.HubRole == before.HubRole
            && after.Reason == before.Reason && after.IsMatched == before.IsMatched;
    });

    [Fact]
    public void Matches_nobody_twice_and_leaves_no_automation_account_unmatched() => Over((world, plan) =>
    {
        world.Apply(plan);
        var present = world.Stored.Values.Where(member => member.IsPresent).ToList();
        return present.Where(member => member.Decision is { By: DecidedBy.Check, UserId: not null }).GroupBy(member => member.Decision.UserId).All(same => same.Count() == 1)
            && present.Single(member => member.Facts.IsOperator).Decision is { By: DecidedBy.Person } or { Status: MemberStatus.Onboarded };
    });

    [Fact]
    public void Gives_the_same_plan_and_digests_for_the_same_state_at_another_time_and_in_another_order() => Over((world, plan) =>
    {
        world.Now += TimeSpan.FromMinutes(7);
        var reversed = world.Snapshot() with { Members = [.. world.Snapshot().Members.Reverse()] };
        var again = world.Plan(reversed);
        return again.PlanId != plan.PlanId && again.LossDigest == plan.LossDigest && again.Digest == plan.Digest && again.BaseVersion == plan.BaseVersion;
    });

    [Fact]
    public void Counts_only_real_losses_and_adds_up_the_report() => Over((world, plan) =>
    {
        var before = world.Stored.ToDictionary(StringComparer.Ordinal);
        world.Apply(plan);
        var shown = world.Rows.Select(row => row.Email is null ? "" : EmailAddress.KeyOf(row.Email)).ToHashSet(StringComparer.Ordinal);
        return plan.Losses.All(loss => before[loss.MemberId].IsPresent && before[loss.MemberId].Decision.Status != MemberStatus.Exempted && !world.Stored[loss.MemberId].IsPresent)
            && plan.Report.Added + before.Count == world.Stored.Count
            && plan.Report.Confirmed + plan.Report.Pending == world.Rows.Count
            && plan.Report.Statuses is var counts && counts.Onboarded + counts.Guest + counts.Unmatched + counts.Exempted == world.Rows.Count
            && plan.Activity.Select(line => line.Id).Distinct(StringComparer.Ordinal).Count() == plan.Activity.Count
            && shown.Count > 0;
    });

    // Plays a history of checks with decisions by hand between them, and holds the rule before each plan is applied.
    private static void Over(Func<SyncWorld, ReconcilePlan, bool> holds) => History.Sample(
        history =>
        {
            var world = new SyncWorld();
            var always = world.Rows;
            foreach (var (rows, people, decisions) in history)
            {
                world.Rows = [.. always, .. rows];
                world.People = people;
                foreach (var (which, decision) in decisions.Where(_ => world.Stored.Count > 0))
                {
                    var member = world.Stored.Values.OrderBy(stored => stored.Id, StringComparer.Ordinal).ElementAt(which % world.Stored.Count);
                    world.Stored[member.Id] = member with { Decision = decision };
                }

                if (!holds(world, world.Plan()))
                    return false;
                world.Apply(world.Plan());
                world.Now += TimeSpan.FromHours(30);
            }

            return true;
        },
        iter: 250);

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static List<Member> Sorted(SyncWorld world) => [.. world.Stored.Values.OrderBy(member => member.Id, StringComparer.Ordinal)];
}
