using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

/// <summary>
/// A hub in memory whose teams change, whose runs are cut short anywhere, and whose tasks are sent late, or come to something that nobody knows
/// until the members are read again; beside it who is in which team.
/// </summary>
internal sealed class ProvisionHistory
{
    private static readonly string[] people = ["p0", "p1", "p2", "p3"];
    private static readonly string[] teams = ["t0", "t1", "t2"];

    private readonly Dictionary<string, HashSet<string>> members = teams.ToDictionary(team => team, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
    private readonly Dictionary<string, (AppRole Role, SourceEnd? Ends)> given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Member> seats = new(StringComparer.Ordinal);
    private readonly List<ChangeWish> late = [];

    // What the app shows of people whose effect was sent, and whose answer was lost.
    private readonly Dictionary<string, Action> unseen = new(StringComparer.Ordinal);

    // Whose address somebody else has in the app, as a person decided.
    private readonly HashSet<string> others = new(StringComparer.Ordinal);

    // What no run ever gave, or what was spared, is no run's business.
    private readonly HashSet<string> spared = ["p0", "p1"];

    // What tasks did, or were refused because teams had changed by the time it was sent, since the last plan that was started.
    private readonly List<PastEffect> past = [];
    private HubGrants grants = new("hub", []);
    private BegunGrants begun = BegunGrants.Nothing;
    private IReadOnlyList<string> hindered = [];
    private DateTimeOffset now = Now;
    private DateTimeOffset? readAt;
    private int sent;

    public ProvisionHistory()
    {
        // One was there before; another has a seat that nobody was matched to yet.
        seats["p0"] = Seat("p0");
        grants = grants.Give(Own("p0", AppRole.Member) with { Source = GrantSource.Imported });
        seats["p1"] = Seat("p1") with { Decision = MemberDecision.Unmatched };
    }

    /// <summary>What was broken, or null.</summary>
    public string? Broken { get; private set; }

    public void Play(HistoryStep step)
    {
        now += TimeSpan.FromMinutes(1);
        var (person, team) = (people[step.One % people.Length], teams[step.Other % teams.Length]);
        switch (step.Kind)
        {
            case 0 or 1: members[team].Add(person); break;
            case 2 or 3: members[team].Remove(person); break;
            case 4 or 5: given[team] = ((AppRole)(step.One % 3), null); break;
            case 6: End(team, step.Flag ? SourceEnd.App : SourceEnd.Hub); break;
            case 7: Run(starts: false, sends: false); break;
            case 8: Run(starts: true, sends: false); break;
            case 9: Send(isLost: step.Flag, comesAbout: step.One % 2 == 0); break;
            case 10: Check(); break;
            case 11: members[team].Add(person); RunAndLose(step.Flag); break;
            case 12: Leave(person); RunAndLose(step.Flag); break;
            case 13: ToggleOther(person); break;
            case 14: begun = Provisioner.Plan(Input() with { Begun = begun, Past = past }).Begun; break;
            default: Settle(); break;
        }
    }

    // An address is one member's.
    private void ToggleOther(string person)
    {
        if (!others.Remove(person) && !seats.ContainsKey(person) && !unseen.ContainsKey(person))
            others.Add(person);
    }

    private IReadOnlyList<Member> Members() => [.. seats.Values, .. others.Select(person => Seat(person) with { Decision = MemberDecision.Unmatched with { By = DecidedBy.Person } })];

    // Whatever follows is sent, and its answers are lost.
    private void RunAndLose(bool comesAbout)
    {
        Run(starts: true, sends: false);
        Send(isLost: true, comesAbout);
    }

    private void Leave(string person)
    {
        foreach (var team in members.Values)
            team.Remove(person);
    }

    // Everything that is open is done: then seats and teams agree.
    private void Settle()
    {
        Send();
        if (unseen.Count > 0)
            Check();
        Run(starts: true, sends: true);
        foreach (var person in people)
        {
            var wanted = InATeam(person);
            Hold(!wanted || seats.ContainsKey(person) || others.Contains(person), $"{person} is in a team and has no seat");
            Hold(wanted || !seats.ContainsKey(person) || spared.Contains(person), $"{person} has a seat that nothing gives");
            var highest = given.Where(team => team.Value.Ends is null && members[team.Key].Contains(person)).Max(team => (AppRole?)team.Value.Role);
            Hold(!wanted || !seats.TryGetValue(person, out var shown) || shown.Presence == Presence.Pending || (spared.Contains(person) ? shown.Facts.Role >= highest : shown.Facts.Role == highest), $"{person} has not the highest role of their teams, {highest}");
            Hold(!wanted || !seats.TryGetValue(person, out var seat) || seat.Presence == Presence.Pending || seat.Facts.Role == grants.StandingOf(person).AppRole, $"{person} has not the role that the grants come to");
        }
    }

    private bool InATeam(string person) => given.Any(team => team.Value.Ends is null && members[team.Key].Contains(person));

    private void End(string team, SourceEnd how)
    {
        if (!given.TryGetValue(team, out var now))
            return;
        given[team] = (now.Role, how);
        if (how == SourceEnd.Hub)
            spared.UnionWith(people);
    }

    private ProvisionInput Input()
    {
        var sources = given.Select(team => new GrantingSource(GrantSource.Team, team.Key, team.Key, team.Value.Role, HubRole.Collaborator, members[team.Key].ToHashSet(StringComparer.Ordinal), team.Value.Ends)).ToList();
        var known = people.Select(person => new ProvisionPerson(new WorkspaceUser(person, WorkspaceUserKind.Directory, person, $"{person}@corp.test", []), HubRole.Owner)).ToList();
        return new ProvisionInput(grants, sources, known, Members(), new HashSet<string>(), now) { ReadAt = readAt, Hindered = hindered };
    }

    private void Run(bool starts, bool sends)
    {
        var plan = Provisioner.Plan(Input() with { Begun = begun, Past = past });
        begun = plan.Begun;
        foreach (var match in plan.Matches)
        {
            var matched = seats.Single(seat => seat.Value.Id == match.MemberId);
            seats[matched.Key] = matched.Value with { Decision = match.Decision };
        }

        grants = plan.Changes.On(grants);
        foreach (var ended in given.Where(team => team.Value.Ends is not null).Select(team => team.Key).ToList())
            given.Remove(ended);
        if (!starts)
            return;
        (begun, hindered) = (BegunGrants.Nothing, plan.Hindered);
        past.RemoveAll(effect => !plan.Unseen.Contains(effect.TaskId));
        late.AddRange(Wishes(plan));
        if (sends)
            Send();
    }

    public static IEnumerable<ChangeWish> Wishes(ProvisionPlan plan)
    {
        foreach (var (kind, action) in new[] { (SeatEffectKind.Remove, ChangeAction.Remove), (SeatEffectKind.ChangeRole, ChangeAction.ChangeRole), (SeatEffectKind.Invite, ChangeAction.Invite) })
        {
            var wished =
                from person in plan.People
                from effect in person.Effects
                where effect.Kind == kind
                select (effect.MemberId is { } member ? WishedPerson.Of(member) : WishedPerson.ToInvite(person.Email ?? "")) with { Role = effect.Role, HolderId = person.UserId };
            if (wished.ToList() is { Count: > 0 } all)
                yield return new ChangeWish(action, all, Allow: ChangeAllowance.All) { ByGrants = true };
        }
    }

    // Whenever it is sent, it is held against the rules of that moment, and against the grants as the teams make them by then.
    private void Send(bool isLost = false, bool comesAbout = true)
    {
        foreach (var wish in late)
        {
            // The list is read before anything is sent.
            foreach (var person in wish.People)
                See(person.HolderId ?? "");
            var facts = new HubFacts("bot@corp.test", [AppRole.Guest, AppRole.Member, AppRole.Admin], null, new HashSet<string>()) { People = new PeopleIndex(Input().People.Select(person => person.User)) };
            var plan = ChangePlanner.Plan(new ChangeInput("task", wish, Members(), facts, GuardThresholds.Default, new GuardHistory(now, [])) { Grants = Provisioner.GrantsOf(Input()) });
            var task = $"task-{++sent}";
            past.AddRange(PastOf(plan).Select(effect => (isLost && effect.WasDone ? effect with { WasDone = false, IsUnknown = true, Failed = new Failure(FailureKind.EffectUnknown) } : effect) with { TaskId = task, SentAt = now }));
            foreach (var item in plan.ToDo())
            {
                var person = wish.People.Single(person => person.ItemId == item.Id).HolderId ?? "";
                Judge(item, person);
                if (isLost)
                    unseen[person] = comesAbout ? () => Do(item, person) : () => { };
                else
                    Do(item, person);
            }
        }

        late.Clear();
    }

    private void See(string person)
    {
        if (unseen.Remove(person, out var shows))
            shows();
    }

    /// <summary>What a task remembers of its people: what it did, and what was refused.</summary>
    public static IEnumerable<PastEffect> PastOf(ChangePlan plan, bool failed = false) =>
        from item in plan.Items
        let had = item is { Action: ChangeAction.Invite, AlreadySo: not null }
        where had || item.IsToDo || item.Refused is { Kind: FailureKind.ConcurrentChange }
        let kind = had || item.Action == ChangeAction.ChangeRole ? SeatEffectKind.ChangeRole : item.Action == ChangeAction.Invite ? SeatEffectKind.Invite : SeatEffectKind.Remove
        select new PastEffect(kind, plan.Wish.People.Single(person => person.ItemId == item.Id).HolderId ?? "", item.IsToDo && !failed, item.Role)
        {
            Failed = item.IsToDo && failed ? new Failure(FailureKind.SiteUnavailable) : null,
            MetASeat = had,
        };

    private void Judge(PlannedChange item, string person)
    {
        if (item.TakesAway)
        {
            Hold(Provisioner.GrantsOf(Input()).Of(person).All(grant => grant.Source == GrantSource.Imported), $"{person} is taken away and holds {grants.StandingOf(person)}");
            Hold(person is not ("p0" or "p1"), $"{person}, who was there before any team, is taken away by one");
            Hold(!InATeam(person), $"{person} is taken away and is in a team again");
        }
        else if (item.Action == ChangeAction.Invite)
        {
            Hold(!seats.ContainsKey(person) && !others.Contains(person) && Provisioner.GrantsOf(Input()).StandingOf(person).HasSeat, $"{person} is invited a second time, or for nothing");
        }
    }

    private void Do(PlannedChange item, string person)
    {
        if (item.TakesAway)
        {
            seats.Remove(person);
            grants = OwnGrants.After(item, grants.Of(person), keepsASeat: false).On(grants);
        }
        else if (item.Action == ChangeAction.Invite)
        {
            seats[person] = Seat(person, item.Role ?? AppRole.Member);
        }
        else
        {
            seats[person] = seats[person] with { Facts = seats[person].Facts with { Role = item.Role, RawRole = item.Role.ToString() ?? "" } };
        }
    }

    private void Check()
    {
        foreach (var person in people)
            See(person);
        now += TimeSpan.FromMinutes(1);
        readAt = now;
        if (seats.TryGetValue("p1", out var free) && free.Decision.By == DecidedBy.Nobody)
            seats["p1"] = Seat("p1", free.Facts.Role ?? AppRole.Member);
        // Nobody changes a role in the app by hand: whatever it shows is a group's doing, or is known.
        grants = ImportedGrants.Plan(grants, seats.Values, told: new HashSet<string>(), Now).On(grants);
    }

    private void Hold(bool holds, string otherwise) => Broken ??= holds ? null : otherwise;
}
