using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Domain.Tests.Changing;

public sealed class ChangePlannerTests
{
    private const string Bot = "bot@example.com";
    private static readonly DateTimeOffset now = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<Member> stored = [];
    private IReadOnlyList<Grant> grants = [];
    private SeatCount? seats = new(4, 10, null);
    private SeatSpending spending = SeatSpending.None;
    private GuardHistory history = new(now, []);

    public ChangePlannerTests()
    {
        Add("owner@example.com", AppRole.Owner);
        Add(Bot, AppRole.Admin, isOperator: true);
        for (var i = 0; i < 20; i++)
            Add($"p{i}@example.com");
    }

    [Fact]
    public void The_owner_the_automation_account_and_exempted_members_are_protected()
    {
        var exempted = Add("kept@example.com", status: MemberStatus.Exempted);

        var plan = Plan(ChangeAction.Remove, Id("owner@example.com"), Id(Bot), exempted, Id("p1@example.com"));

        Assert.Equal([FailureKind.ProtectedMember, FailureKind.ProtectedMember, FailureKind.ProtectedMember, null], plan.Items.Select(item => item.Refused?.Kind));
        Assert.Equal("p1@example.com", Assert.Single(plan.Losses).Email);
    }

    [Fact]
    public void Whoever_becomes_Admin_for_another_comes_first()
    {
        var admin = Add("admin@example.com", AppRole.Admin);
        WishedPerson[] people = [WishedPerson.Of(Id("p1@example.com")) with { Role = AppRole.Guest }, WishedPerson.Of(admin) with { Role = AppRole.Member }, WishedPerson.Of(Id("p2@example.com")) with { Role = AppRole.Admin }];
        var plan = ChangePlanner.Plan(Input(new ChangeWish(ChangeAction.ChangeRole, people, AppRole.Member)));

        Assert.Equal(["p2@example.com", "p1@example.com", "admin@example.com"], plan.ToDo().Select(item => item.Email));
    }

    [Fact]
    public void The_automation_account_is_protected_by_its_address_alone()
    {
        var other = Add("second-bot@example.com", AppRole.Admin);
        Assert.Null(Assert.Single(Plan(ChangeAction.ChangeRole, AppRole.Guest, [ChangeAllowance.LastAdmin], other).Items).Refused);
        Assert.Equal(FailureKind.ProtectedMember, Assert.Single(PlanFor("SECOND-bot@example.com", ChangeAction.ChangeRole, AppRole.Guest, [ChangeAllowance.LastAdmin], other).Items).Refused?.Kind);
    }

    [Theory]
    [InlineData(ChangeAction.ChangeRole)]
    [InlineData(ChangeAction.Invite)]
    public void Nobody_is_made_owner(ChangeAction action)
    {
        var person = action == ChangeAction.Invite ? WishedPerson.ToInvite("new@example.com") : WishedPerson.Of(Id("p1@example.com"));

        var plan = ChangePlanner.Plan(Input(new ChangeWish(action, [person], AppRole.Owner)));

        Assert.Equal(FailureKind.RoleNotAvailable, Assert.Single(plan.Items).Refused?.Kind);
    }

    [Fact]
    public void A_role_of_somebody_who_is_only_invited_is_not_changed()
    {
        var pending = Add("late@example.com", list: Presence.Pending);

        Assert.Equal(FailureKind.AlreadyInvited, Assert.Single(Plan(ChangeAction.ChangeRole, AppRole.Admin, null, pending).Items).Refused?.Kind);
    }

    [Theory]
    [InlineData(ChangeAction.Remove)]
    [InlineData(ChangeAction.ChangeRole)]
    public void The_last_admin_stays_unless_that_is_allowed_by_name(ChangeAction action)
    {
        var admin = Add("admin@example.com", AppRole.Admin);

        Assert.Equal(FailureKind.ProtectedMember, Assert.Single(Plan(action, AppRole.Member, null, admin).Items).Refused?.Kind);
        Assert.Null(Assert.Single(Plan(action, AppRole.Member, [ChangeAllowance.LastAdmin], admin).Items).Refused);
        var second = Add("second@example.com", AppRole.Admin);
        Assert.Null(Assert.Single(Plan(action, AppRole.Member, null, admin).Items).Refused);
        Assert.All(Plan(action, AppRole.Member, null, admin, second).Items, item => Assert.Equal(FailureKind.ProtectedMember, item.Refused?.Kind));
    }

    [Fact]
    public void An_invitation_that_is_taken_back_is_a_loss_and_the_old_one_of_a_member_goes_with_the_member()
    {
        var pending = Add("late@example.com", list: Presence.Pending);
        var twin = Add("p1@example.com", list: Presence.Pending);

        var plan = Plan(ChangeAction.Remove, pending, Id("p1@example.com"));

        Assert.Equal([ChangeAction.CancelInvitation, ChangeAction.Remove], plan.Items.Select(item => item.Action));
        Assert.Equal([null, twin], plan.Items.Select(item => item.TwinId));
        Assert.Equal([pending, Id("p1@example.com")], plan.Losses.Select(loss => loss.MemberId).OrderBy(id => id == pending ? 0 : 1));
        Assert.Equal(pending, Assert.Single(Plan(ChangeAction.CancelInvitation, pending).Losses).MemberId);
    }

    [Fact]
    public void Who_is_gone_already_needs_nothing_and_is_no_loss()
    {
        var gone = Add("gone@example.com", presence: Presence.Gone);

        var plan = Plan(ChangeAction.Remove, gone);

        Assert.NotNull(Assert.Single(plan.Items).AlreadySo);
        Assert.Empty(plan.Losses);
        Assert.Equal(FailureKind.MemberNotFound, Assert.Single(Plan(ChangeAction.ChangeRole, AppRole.Admin, null, gone).Items).Refused?.Kind);
    }

    [Fact]
    public void Whoever_has_a_seat_or_an_invitation_is_not_invited_again()
    {
        Add("late@example.com", list: Presence.Pending);
        Add("expired@example.com", list: Presence.Pending, expired: true);
        Add("back@example.com", presence: Presence.Gone);

        var plan = Invite("P1@Example.com", "late@example.com", "expired@example.com", "back@example.com");

        Assert.Equal([true, true, false, false], plan.Items.Select(item => item.AlreadySo is not null));
        Assert.Equal([null, null, FailureKind.AlreadyInvited, null], plan.Items.Select(item => item.Refused?.Kind));
        Assert.Equal(1, plan.Seats.Needed);
    }

    [Fact]
    public void Whoever_is_there_with_another_role_is_not_called_invited_with_the_wished_one()
    {
        Add("late@example.com", AppRole.Guest, Presence.Pending);
        Add("boss@example.com", AppRole.Admin);

        var plan = Invite("late@example.com", "boss@example.com");

        Assert.Equal([FailureKind.AlreadyInvited, FailureKind.AlreadyMember], plan.Items.Select(item => item.Refused?.Kind).OfType<FailureKind>());
        Assert.All(plan.Items, item => Assert.Contains("role", item.Refused?.Detail, StringComparison.Ordinal));
        // A person who is named gets the grant with the seat as it is; of teams and groups the role follows by itself.
        var named = new ChangeWish(ChangeAction.Invite, [WishedPerson.ToInvite("late@example.com", "late"), WishedPerson.ToInvite("boss@example.com", "boss")], AppRole.Member);
        Assert.Equal([FailureKind.AlreadyInvited, null], ChangePlanner.Plan(Input(named)).Items.Select(item => item.Refused?.Kind));
        var given = new ChangeWish(ChangeAction.Invite, [WishedPerson.ToInvite("late@example.com"), WishedPerson.ToInvite("boss@example.com")], AppRole.Member) { ByGrants = true };
        Assert.All(ChangePlanner.Plan(Input(given)).Items, item => Assert.NotNull(item.AlreadySo));
    }

    [Theory]
    [InlineData("pаul@example.com")]
    [InlineData("р1@example.com")]
    [InlineData("nobody")]
    public void An_address_that_could_be_somebody_elses_is_not_invited(string email) =>
        Assert.Equal(FailureKind.SuspiciousIdentity, Assert.Single(Invite(email).Items).Refused?.Kind);

    [Fact]
    public void No_invitation_is_planned_where_the_seats_do_not_suffice_for_all()
    {
        seats = new SeatCount(9, 10, null);
        Assert.Null(Assert.Single(Invite("a@example.com").Items).Refused);
        var plan = Invite("a@example.com", "b@example.com", "p1@example.com");
        Assert.Equal([FailureKind.SeatPurchaseNeedsApproval, FailureKind.SeatPurchaseNeedsApproval, null], plan.Items.Select(item => item.Refused?.Kind));
        Assert.Equal((2, 1, 10), (plan.Seats.Needed, plan.Seats.Free, plan.Seats.Paid));

        seats = new SeatCount(9, 10, 10);
        Assert.Equal(FailureKind.SeatLimitReached, Invite("a@example.com", "b@example.com").Items[0].Refused?.Kind);
        seats = null;
        Assert.Null(Invite("a@example.com", "b@example.com").Items[0].Refused);
    }

    [Fact]
    public void Seats_that_are_short_are_planned_where_the_permission_to_spend_covers_all_of_them_and_their_cost_is_told()
    {
        seats = new SeatCount(9, 10, null);
        spending = SeatSpending.Of(new SpendingPermission(2, 60, "USD", now.AddDays(1), PaidBefore: 10), new SeatPrice(40, "USD"), now);

        var within = Invite("a@example.com", "b@example.com", "c@example.com");
        Assert.All(within.Items, item => Assert.Null(item.Refused));
        Assert.Equal((2, "80 USD", null), (within.Seats.Short, within.Seats.Cost?.ToString(), within.Seats.NotBought));
        Assert.EndsWith("2 would have to be bought, for 80 USD a month: the hub's permission to spend covers that.", within.Seats.Sentence, StringComparison.Ordinal);

        var beyond = Invite("a@example.com", "b@example.com", "c@example.com", "d@example.com");
        Assert.All(beyond.Items, item => Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, item.Refused?.Kind));
        Assert.Contains("12 paid seats in all", beyond.Items[0].Refused?.Detail, StringComparison.Ordinal);

        // What was bought meanwhile counts: ten were paid for when the permission was given.
        seats = new SeatCount(12, 12, null);
        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, Invite("a@example.com").Items[0].Refused?.Kind);
        seats = new SeatCount(9, 10, 11);
        var limited = Invite("a@example.com", "b@example.com", "c@example.com").Items[0].Refused;
        Assert.Equal(FailureKind.SeatLimitReached, limited?.Kind);
        Assert.EndsWith("the app's plan allows 11 at most.", limited?.Detail, StringComparison.Ordinal);

        // Who sits there unpaid is paid for with the next.
        seats = new SeatCount(11, 10, null);
        Assert.Equal((2, 0), (Invite("a@example.com").Seats.Short, Invite("p1@example.com").Seats.Short));
    }

    [Fact]
    public void An_address_that_the_app_cuts_off_is_nobodys() => Assert.Equal(
        FailureKind.AmbiguousIdentity, Assert.Single(Plan(ChangeAction.Remove, Add("somebody.with.a.very.lo…")).Items).Refused?.Kind);

    [Fact]
    public void The_guard_counts_what_others_lost_before_and_each_plan_once()
    {
        history = new GuardHistory(now, [new GuardLedgerEntry("other", now.AddHours(-1), 5, 22)]);

        var plan = Plan(ChangeAction.Remove, Id("p1@example.com"));

        Assert.True(plan.Verdict.Tripped);
        history = new GuardHistory(now, [new GuardLedgerEntry(plan.PlanId, now, 1, 22)]);
        Assert.False(Plan(ChangeAction.Remove, Id("p1@example.com")).Verdict.Tripped);
    }

    [Fact]
    public void The_digest_names_what_would_be_done_and_nothing_else()
    {
        var one = Plan(ChangeAction.Remove, Id("p1@example.com"), Id("p2@example.com"));

        Assert.Equal(one.Digest, Plan(ChangeAction.Remove, Id("p2@example.com"), Id("p1@example.com")).Digest);
        Assert.Equal(one.Digest, Plan(ChangeAction.Remove, Id("p1@example.com"), Id("p2@example.com"), Id(Bot)).Digest);
        Assert.NotEqual(one.Digest, Plan(ChangeAction.Remove, Id("p1@example.com")).Digest);
        Assert.NotEqual(
            Plan(ChangeAction.ChangeRole, AppRole.Admin, null, Id("p1@example.com")).Digest, Plan(ChangeAction.ChangeRole, AppRole.Guest, null, Id("p1@example.com")).Digest);
    }

    [Fact]
    public void Only_invitations_are_sent_again_or_taken_back()
    {
        Assert.Equal(FailureKind.AlreadyMember, Assert.Single(Plan(ChangeAction.ResendInvitation, Id("p1@example.com")).Items).Refused?.Kind);
        Assert.Equal(FailureKind.AlreadyMember, Assert.Single(Plan(ChangeAction.CancelInvitation, Id("p1@example.com")).Items).Refused?.Kind);
        Assert.Equal(FailureKind.MemberNotFound, Assert.Single(Plan(ChangeAction.CancelInvitation, "nobody").Items).Refused?.Kind);
    }

    [Theory]
    [InlineData(ChangeAction.Remove)]
    [InlineData(ChangeAction.ChangeRole)]
    public void Whom_a_team_or_a_group_holds_is_not_changed_by_name(ChangeAction action)
    {
        Match("p1@example.com", "ann");
        Match("p2@example.com", "bob");
        Match("p3@example.com", "eve");
        grants = [new Grant("ann", GrantSource.Team, "t1", "Sales", AppRole.Member, HubRole.Collaborator, now), new Grant("bob", GrantSource.Group, "g1", "Staff", AppRole.Member, HubRole.Collaborator, now), Grant.OfPerson("eve", GrantSource.Individual, AppRole.Member, HubRole.Collaborator, now)];

        var plan = Plan(action, AppRole.Guest, null, Id("p1@example.com"), Id("p2@example.com"), Id("p3@example.com"));

        Assert.Equal([RefusalKind.HeldByTeam, RefusalKind.HeldByGroup, null], plan.Items.Select(item => item.HeldBy?.Kind));
        Assert.Equal([FailureKind.ProtectedMember, FailureKind.ProtectedMember, null], plan.Items.Select(item => item.Refused?.Kind));
        Assert.Contains("Sales", plan.Items[0].Refused?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_is_the_planned_one_only_while_it_is_about_the_same_person_and_does_the_same()
    {
        var planned = Assert.Single(Plan(ChangeAction.Remove, Id("p1@example.com")).Items);
        Assert.True(Assert.Single(Plan(ChangeAction.Remove, Id("p1@example.com")).Items).IsStepOf(planned));

        Match("p1@example.com", "somebody.else");
        Assert.False(Assert.Single(Plan(ChangeAction.Remove, Id("p1@example.com")).Items).IsStepOf(planned));
        Assert.False((planned with { Email = "other@example.com" }).IsStepOf(planned));
        Assert.False((planned with { Action = ChangeAction.CancelInvitation }).IsStepOf(planned));
        Assert.True((planned with { Email = "P1@EXAMPLE.com", RoleBefore = "Other" }).IsStepOf(planned));
    }

    private void Match(string email, string userId)
    {
        var index = stored.FindIndex(member => member.Facts.Email == email);
        stored[index] = stored[index] with { Decision = new MemberDecision(MemberStatus.Onboarded, DecidedBy.Check, userId, HubRole.Collaborator) };
    }

    private string Id(string email) => stored.Single(member => member.Facts.Email == email && member.List == Presence.Confirmed).Id;

    private ChangePlan Invite(params string[] emails) =>
        ChangePlanner.Plan(Input(new ChangeWish(ChangeAction.Invite, [.. emails.Select(email => WishedPerson.ToInvite(email))], AppRole.Member)));

    private ChangePlan Plan(ChangeAction action, params string[] ids) => Plan(action, null, null, ids);

    private ChangePlan Plan(ChangeAction action, AppRole? role, IReadOnlyList<string>? allow, params string[] ids) => PlanFor(Bot, action, role, allow, ids);

    private ChangePlan PlanFor(string operatorEmail, ChangeAction action, AppRole? role, IReadOnlyList<string>? allow, params string[] ids) => ChangePlanner.Plan(
        Input(new ChangeWish(action, [.. ids.Select(WishedPerson.Of)], action == ChangeAction.ChangeRole ? role : null, Allow: allow), operatorEmail));

    private ChangeInput Input(ChangeWish wish, string operatorEmail = Bot) => new(
        "task", wish, stored, new HubFacts(operatorEmail, [AppRole.Guest, AppRole.Member, AppRole.Admin, AppRole.Owner], seats, new HashSet<string> { "paul@example.com" }) { Spending = spending },
        GuardThresholds.Default, history)
    {
        Grants = new HubGrants("hub", grants),
    };

    private string Add(
        string email, AppRole role = AppRole.Member, Presence list = Presence.Confirmed, Presence? presence = null, MemberStatus status = MemberStatus.Unmatched,
        bool isOperator = false, bool expired = false)
    {
        var id = MemberId.For(list, email, siteId: null);
        var facts = new MemberFacts(null, email, null, role, role.ToString(), isOperator, expired);
        stored.Add(new Member(id, list, presence ?? list, facts, new MemberDecision(status), MemberStage.None, now, now));
        return id;
    }
}
