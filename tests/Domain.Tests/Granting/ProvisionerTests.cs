using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class ProvisionerTests
{
    private static readonly HubGrants none = new("hub", []);
    private static readonly string[] everybody = ["ann", "bob", "cay", "dan"];

    [Fact]
    public void Who_has_no_seat_is_invited_and_who_has_one_is_matched_by_the_address_and_gets_the_role()
    {
        var free = Seat("bob") with { Decision = MemberDecision.Unmatched };

        var plan = Plan(none, [Team("t1", AppRole.Admin, "ann", "bob")], [free]);

        Assert.Equal(("m-bob", "bob", DecidedBy.Check), (Assert.Single(plan.Matches).MemberId, plan.Matches[0].Decision.UserId, plan.Matches[0].Decision.By));
        Assert.Equal([SeatEffectKind.Invite, SeatEffectKind.ChangeRole], plan.People.SelectMany(person => person.Effects).Select(effect => effect.Kind));
        Assert.Equal("ann@corp.test", plan.People[0].Email);

        // The seat was there before the team, and outlasts it.
        Assert.Equal([(GrantSource.Imported, AppRole.Member), (GrantSource.Team, AppRole.Admin)], plan.Changes.On(none).Of("bob").Select(grant => (grant.Source, grant.AppRole ?? AppRole.Guest)).Order());
    }

    [Fact]
    public void Nobody_is_invited_whose_seat_is_exempted_or_was_unmatched_by_hand_and_nothing_is_decided_about_it()
    {
        Member[] members =
        [
            Seat("ann") with { Decision = new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "why") },
            Seat("bob") with { Decision = MemberDecision.Unmatched with { By = DecidedBy.Person } },
            Seat("cay") with { Decision = MemberDecision.Unmatched, Facts = Seat("cay").Facts with { IsOperator = true } },
        ];

        var plan = Plan(none, [Team("t1", AppRole.Member, "ann", "bob", "cay")], members);

        Assert.Empty(plan.Matches);
        Assert.All(plan.People, person => Assert.Equal((0, true), (person.Effects.Count, person.Note is not null)));
    }

    [Fact]
    public void The_seat_goes_with_the_last_grant_and_its_invitation_goes_along()
    {
        var stored = new HubGrants("hub", [Grant("ann", "t1"), Grant("bob", "t1"), Own("bob", AppRole.Member)]);
        var twin = Seat("ann") with { Id = "p-ann", Presence = Presence.Pending, List = Presence.Pending };

        var plan = Plan(stored, [Team("t1", AppRole.Member) with { Ends = SourceEnd.App }], [Seat("ann"), twin, Seat("bob")]);

        Assert.Equal([new SeatEffect(SeatEffectKind.Remove, "ann", "m-ann")], plan.People.SelectMany(person => person.Effects));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_moves_between_two_teams_keeps_the_seat_in_whatever_order_it_is_written(bool leavesFirst)
    {
        var stored = new HubGrants("hub", [Grant("ann", "t1")]);
        Member[] members = [Seat("ann")];
        var half = Plan(stored, leavesFirst ? [Team("t1", AppRole.Member), Team("t2", AppRole.Member)] : [Team("t1", AppRole.Member, "ann"), Team("t2", AppRole.Member, "ann")], members);

        var whole = Plan(half.Changes.On(stored), [Team("t1", AppRole.Member), Team("t2", AppRole.Member, "ann")], members, half.Begun);

        Assert.Empty(whole.People.SelectMany(person => person.Effects));
        Assert.Equal("t2", Assert.Single(whole.Changes.On(half.Changes.On(stored)).Of("ann")).SourceId);
    }

    [Fact]
    public void What_was_begun_and_never_started_is_not_forgotten_and_what_a_check_found_meanwhile_keeps_no_seat()
    {
        var stored = new HubGrants("hub", [Grant("ann", "t1")]);
        var begun = Plan(stored, [Team("t1", AppRole.Member)], [Seat("ann")]);
        var found = begun.Changes.On(stored).Give(Own("ann", AppRole.Member) with { Source = GrantSource.Imported });

        var again = Plan(found, [Team("t1", AppRole.Member)], [Seat("ann")], begun.Begun);

        Assert.True(again.Changes.IsEmpty);
        Assert.Equal([SeatEffectKind.Remove], again.People.SelectMany(person => person.Effects).Select(effect => effect.Kind));
        Assert.Empty(Plan(found.Give(Own("ann", AppRole.Member)), [Team("t1", AppRole.Member)], [Seat("ann")], begun.Begun).People.SelectMany(person => person.Effects));
    }

    [Fact]
    public void Who_was_found_with_a_seat_by_a_plan_that_is_made_anew_keeps_it_after_the_team()
    {
        var free = Seat("bob") with { Decision = MemberDecision.Unmatched };
        GrantingSource[] sources = [Team("t1", AppRole.Admin, "bob")];
        var first = Plan(none, sources, [free]);
        var stored = first.Changes.On(none);
        var matched = free with { Decision = first.Matches[0].Decision };

        // Something else has changed meanwhile, twice: nothing of it was started yet.
        var second = Plan(stored, sources, [matched], first.Begun);
        stored = second.Changes.On(stored);
        var third = Plan(stored, sources, [matched], second.Begun);
        stored = third.Changes.On(stored);
        Assert.Equal([GrantSource.Imported, GrantSource.Team], stored.Of("bob").Select(grant => grant.Source).Order());
        Assert.Equal([SeatEffectKind.ChangeRole], third.People.SelectMany(person => person.Effects).Select(effect => effect.Kind));

        var after = Plan(stored, [Team("t1", AppRole.Admin, "bob") with { Ends = SourceEnd.App }], [Seat("bob", AppRole.Admin)]);
        Assert.Equal([new SeatEffect(SeatEffectKind.ChangeRole, "bob", "m-bob", AppRole.Member)], after.People.SelectMany(person => person.Effects));
    }

    [Fact]
    public void What_was_refused_when_it_was_sent_is_asked_for_again_although_the_grants_are_as_before()
    {
        var stored = new HubGrants("hub", [Grant("ann", "t1"), Grant("bob", "t1"), Own("cay", AppRole.Member) with { Source = GrantSource.Imported }]);
        GrantingSource[] sources = [Team("t1", AppRole.Member, "ann", "bob")];
        Member[] members = [Seat("bob", AppRole.Admin), Seat("cay")];
        Assert.True(Plan(stored, sources, members).IsEmpty);

        var plan = Plan(stored, sources, members, past: [Refused(SeatEffectKind.Invite, "ann"), Refused(SeatEffectKind.ChangeRole, "bob"), Refused(SeatEffectKind.Remove, "cay")]);

        Assert.Equal([SeatEffectKind.Invite, SeatEffectKind.ChangeRole, SeatEffectKind.Remove], plan.People.SelectMany(person => person.Effects).Select(effect => effect.Kind));
        Assert.Equal((AppRole?)AppRole.Member, plan.People[1].Effects[0].Role);

        // What is so by now is left alone, and nobody is invited whose seat was lost otherwise.
        Assert.Empty(Plan(stored, sources, [Seat("ann"), Seat("bob")], past: [Refused(SeatEffectKind.Invite, "ann"), Refused(SeatEffectKind.ChangeRole, "bob"), Refused(SeatEffectKind.Remove, "dan")]).People);
        Assert.Empty(Plan(stored, sources, [Seat("bob")], past: [Refused(SeatEffectKind.ChangeRole, "ann")]).People);

        static PastEffect Refused(SeatEffectKind kind, string person) => new(kind, person, WasDone: false);
    }

    [Fact]
    public void A_role_of_which_nobody_knows_whether_it_was_given_is_given_whatever_was_read_before()
    {
        var stored = new HubGrants("hub", [Own("ann", AppRole.Member) with { Source = GrantSource.Imported }]);
        PastEffect[] past = [new(SeatEffectKind.ChangeRole, "ann", WasDone: false, AppRole.Admin) { Failed = new Failure(FailureKind.EffectUnknown) }];

        Assert.Empty(Plan(stored, [], [Seat("ann")], past: past).People);
        var effect = Assert.Single(Assert.Single(Plan(stored, [], [Seat("ann") with { Stage = MemberStage.Updating }], past: past).People).Effects);
        Assert.Equal((SeatEffectKind.ChangeRole, (AppRole?)AppRole.Member), (effect.Kind, effect.Role));
    }

    [Fact]
    public void What_was_done_by_grants_that_changed_back_is_undone()
    {
        var stored = new HubGrants("hub", [Grant("ann", "t1"), Grant("bob", "t1")]);
        GrantingSource[] sources = [Team("t1", AppRole.Member, "ann", "bob")];
        PastEffect[] past = [new(SeatEffectKind.Remove, "ann", WasDone: true), new(SeatEffectKind.ChangeRole, "bob", WasDone: true, AppRole.Admin), new(SeatEffectKind.Invite, "cay", WasDone: true, AppRole.Member)];

        var plan = Plan(stored, sources, [Seat("bob", AppRole.Admin), Seat("cay")], past: past);
        Assert.Equal([("ann", SeatEffectKind.Invite), ("bob", SeatEffectKind.ChangeRole), ("cay", SeatEffectKind.Remove)], plan.People.SelectMany(person => person.Effects).Select(effect => (effect.UserId, effect.Kind)));

        // A role that the task did not give is somebody's own decision in the app.
        Assert.DoesNotContain(Plan(stored, sources, [Seat("ann"), Seat("bob", AppRole.Guest)], past: past).People, person => person.UserId == "bob");
    }

    [Fact]
    public void Taken_from_the_hub_alone_a_team_takes_no_seat_and_no_invitation()
    {
        var stored = new HubGrants("hub", [Grant("ann", "t1"), Grant("bob", "t1")]);
        var invited = Seat("bob") with { Presence = Presence.Pending, List = Presence.Pending };

        var plan = Plan(stored, [Team("t1", AppRole.Member, "ann", "bob") with { Ends = SourceEnd.Hub }], [Seat("ann"), invited]);

        Assert.Empty(plan.People.SelectMany(person => person.Effects));
        Assert.Equal(GrantSource.Individual, Assert.Single(plan.Changes.On(stored).All).Source);
    }

    [Fact]
    public void Whose_invitation_ran_out_is_told_that_a_team_alone_brings_no_seat()
    {
        Member[] members = [Invited("ann", expired: true), Invited("bob", expired: false)];

        var plan = Plan(none, [Team("t1", AppRole.Member, "ann", "bob")], members);

        Assert.Equal([(0, true), (0, false)], plan.People.Select(person => (person.Effects.Count, person.Note is not null)));
        Assert.Equal([FailureKind.AlreadyInvited, null], plan.People.Select(person => person.Refused));
    }

    [Fact]
    public void A_role_that_changed_while_an_invitation_was_open_is_given_once_it_was_accepted()
    {
        var grants = new HubGrants("hub", [GrantWorld.Team("ann", "t1", AppRole.Admin), GrantWorld.Team("bob", "t1", AppRole.Admin), GrantWorld.Own("cay", AppRole.Admin)]);
        Member[] members = [Accepted("ann"), Accepted("bob") with { Stage = MemberStage.None }, Accepted("cay"), Invited("dan", expired: false)];

        Assert.Equal([new SeatEffect(SeatEffectKind.ChangeRole, "ann", "m-ann", AppRole.Admin)], GrantEffects.OnceAccepted(grants, members));

        static Member Accepted(string person) => Seat(person) with { Stage = MemberStage.AwaitingAccount };
    }

    [Fact]
    public void What_was_sent_and_nobody_has_seen_is_remembered_until_the_members_were_read()
    {
        var sent = Now.AddHours(-1);
        var stored = new HubGrants("hub", [Grant("bob", "t1")]);
        GrantingSource[] sources = [Team("t1", AppRole.Member, "bob")];
        PastEffect[] past = [Unknown(SeatEffectKind.Invite, "ann"), Unknown(SeatEffectKind.Remove, "bob")];

        // What is stored says nothing of it: nobody invited ann, and bob has the seat.
        var before = Plan(stored, sources, [Seat("bob")], past: past, readAt: sent.AddMinutes(-1));
        Assert.Empty(before.People);
        Assert.Equal(["Invite-ann", "Remove-bob"], before.Unseen);

        // The read shows that both came about, or that neither did.
        var after = Plan(new HubGrants("hub", [Grant("bob", "t1"), Own("ann", AppRole.Member) with { Source = GrantSource.Imported }]), sources, [Seat("ann")], past: past, readAt: sent.AddMinutes(1));
        Assert.Equal([("ann", SeatEffectKind.Remove), ("bob", SeatEffectKind.Invite)], after.People.SelectMany(person => person.Effects).Select(effect => (effect.UserId, effect.Kind)));
        Assert.Empty(after.Unseen);
        var neither = Plan(stored, sources, [Seat("bob")], past: past, readAt: sent.AddMinutes(1));
        Assert.True(neither.IsEmpty && neither.Unseen.Count == 0);

        PastEffect Unknown(SeatEffectKind kind, string person) =>
            new(kind, person, WasDone: false, AppRole.Member) { Failed = new Failure(FailureKind.EffectUnknown), SentAt = sent, IsUnknown = true, TaskId = $"{kind}-{person}" };
    }

    [Fact]
    public void What_came_about_and_could_not_be_read_afterwards_counts_as_it_is()
    {
        var sent = Now.AddHours(-1);
        var stored = new HubGrants("hub", [Own("ann", AppRole.Member) with { Source = GrantSource.Imported }, Grant("cay", "t1")]);
        PastEffect[] past = [Done(SeatEffectKind.ChangeRole, "ann", AppRole.Admin), Done(SeatEffectKind.Invite, "bob"), Done(SeatEffectKind.Remove, "cay")];
        Member[] stale = [Seat("ann") with { LastSeen = sent.AddDays(-1) }, Seat("cay") with { LastSeen = sent.AddDays(-1) }];

        // Ann has the team's role, though the row does not show it; of the others nothing can be said yet.
        var plan = Plan(stored, [Team("t1", AppRole.Member, "cay")], stale, past: past, readAt: sent.AddMinutes(-1));
        Assert.Equal(new SeatEffect(SeatEffectKind.ChangeRole, "ann", "m-ann", AppRole.Member), Assert.Single(plan.People.SelectMany(person => person.Effects)));
        Assert.Equal(["ann", "bob", "cay"], plan.Unseen);

        // What the row shows was read by the task itself.
        Assert.Empty(Plan(stored, [Team("t1", AppRole.Member, "cay")], [Seat("ann", AppRole.Admin), Seat("bob")], past: past, readAt: sent.AddMinutes(-1)).Unseen);

        PastEffect Done(SeatEffectKind kind, string person, AppRole role = AppRole.Member) => new(kind, person, WasDone: true, role) { SentAt = sent, TaskId = person };
    }

    [Fact]
    public void Where_an_owner_confirms_who_leaves_an_invitation_that_nobody_has_seen_counts_as_a_seat()
    {
        var left = Grant("ann", "g1") with { Source = GrantSource.Group, LeftSince = Now.AddHours(-2), LapsedAt = Now.AddHours(-1) };
        var group = new GrantingSource(GrantSource.Group, "g1", "Name of g1", AppRole.Member, HubRole.Collaborator, new HashSet<string>()) { ReadAt = Now, SeenAt = Now };
        PastEffect[] past = [new(SeatEffectKind.Invite, "ann", WasDone: false, AppRole.Member) { IsUnknown = true, SentAt = Now.AddMinutes(-5), TaskId = "t" }];

        Assert.Empty(Plan(new HubGrants("hub", [left]), [group], [], past: past).Changes.Taken);
        Assert.Equal([left.Key], Plan(new HubGrants("hub", [left]), [group], [], past: past, readAt: Now).Changes.Taken);
    }

    [Fact]
    public void What_a_person_stopped_is_not_done_again_and_what_it_may_have_come_to_is_looked_at()
    {
        var sent = Now.AddHours(-1);
        PastEffect[] past = [Stopped(SeatEffectKind.Remove, "ann"), Stopped(SeatEffectKind.Invite, "bob")];
        var (found, given) = (new HubGrants("hub", [Found("ann")]), new HubGrants("hub", [Grant("bob", "t1")]));

        // Neither came about: ann keeps the seat, and bob is not invited.
        Assert.True(Plan(new HubGrants("hub", [.. found.All, .. given.All]), [Team("t1", AppRole.Member, "bob")], [Seat("ann")], past: past, readAt: Now).IsEmpty);

        // Both did, and meanwhile ann is back in the team, and bob has left it.
        var plan = Plan(new HubGrants("hub", [Grant("ann", "t1"), Found("bob")]), [Team("t1", AppRole.Member, "ann")], [Seat("bob")], past: past, readAt: Now);
        Assert.Equal([("ann", SeatEffectKind.Invite), ("bob", SeatEffectKind.Remove)], plan.People.SelectMany(person => person.Effects).Select(effect => (effect.UserId, effect.Kind)));

        PastEffect Stopped(SeatEffectKind kind, string person) =>
            new(kind, person, WasDone: false, AppRole.Member) { Failed = new Failure(FailureKind.Cancelled), SentAt = sent, IsUnknown = true, IsLeftToPeople = true, TaskId = person };
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_was_disabled_before_anybody_saw_the_invitation_is_asked_about_where_an_owner_confirms_who_leaves(bool confirms)
    {
        var stored = new HubGrants("hub", [Found("ann")]);
        var group = new GrantingSource(GrantSource.Group, "g1", "Name of g1", AppRole.Member, HubRole.Collaborator, new HashSet<string> { "ann" }) { ReadAt = Now, SeenAt = Now };
        var ann = new ProvisionPerson(new WorkspaceUser("ann", WorkspaceUserKind.Directory, "ann", "ann@corp.test", [], Active: false), HubRole.Owner) { OutBecause = "disabled" };

        var plan = Provisioner.Plan(new ProvisionInput(stored, [group], [ann], [Seat("ann")], new HashSet<string>(), Now)
        {
            Past = [new PastEffect(SeatEffectKind.Invite, "ann", WasDone: true, AppRole.Member) { SentAt = Now.AddMinutes(-5) }],
            ReadAt = Now,
            Rules = new GroupRules(TimeSpan.FromMinutes(30), TakesByItself: !confirms),
        });

        Assert.Equal(confirms ? 0 : 1, plan.People.Sum(person => person.Effects.Count));
        Assert.Equal(confirms ? Now : null, plan.Changes.On(stored).All.SingleOrDefault()?.LapsedAt);
    }

    private static Member Invited(string person, bool expired) =>
        Seat(person) with { Presence = Presence.Pending, List = Presence.Pending, Facts = Seat(person).Facts with { InvitationExpired = expired } };

    private static ProvisionPlan Plan(HubGrants stored, IReadOnlyCollection<GrantingSource> sources, IReadOnlyCollection<Member> members, BegunGrants? begun = null, IReadOnlyCollection<PastEffect>? past = null, DateTimeOffset? readAt = null)
    {
        var people = everybody.Select(person => new ProvisionPerson(new WorkspaceUser(person, WorkspaceUserKind.Directory, person, $"{person}@corp.test", []), HubRole.Owner));
        return Provisioner.Plan(new ProvisionInput(stored, sources, [.. people], members, new HashSet<string>(), Now) { Begun = begun ?? BegunGrants.Nothing, Past = past ?? [], ReadAt = readAt });
    }

    private static GrantingSource Team(string id, AppRole role, params string[] people) =>
        new(GrantSource.Team, id, $"Name of {id}", role, HubRole.Collaborator, people.ToHashSet(StringComparer.Ordinal));

    private static Grant Found(string person) => Own(person, AppRole.Member) with { Source = GrantSource.Imported };

    private static Grant Grant(string person, string team) => GrantWorld.Team(person, team, AppRole.Member);
}
