using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

/// <summary>
/// A hub in memory whose groups change at their provider, are read at other times or not at all, and whose people move, are disabled and
/// come back; beside it a model, which knows only who was seen where, and when.
/// </summary>
internal sealed class GroupHistory
{
    private static readonly string[] people = ["p0", "p1", "p2", "p3"];
    private static readonly string[] groups = ["g0", "g1", "g2"];
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, HashSet<string>> provider = groups.ToDictionary(group => group, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
    private readonly Dictionary<string, (HashSet<string> People, DateTimeOffset At, Leavings Left)> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (AppRole Role, SourceEnd? Ends)> mapped = new(StringComparer.Ordinal);
    private readonly HashSet<string> team = new(StringComparer.Ordinal);
    private readonly HashSet<string> disabled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Member> seats = new(StringComparer.Ordinal) { ["p0"] = Seat("p0") };
    private readonly List<ChangeWish> late = [];
    private HubGrants grants = new HubGrants("hub", []).Give(Own("p0", AppRole.Member) with { Source = GrantSource.Imported });
    private BegunGrants begun = BegunGrants.Nothing;
    private GroupRules rules;
    private DateTimeOffset now = Now;

    // The model: since when nobody's row names a person, since when they are in some group at the provider and how often that changed,
    // who may lose the seat at once, because they were disabled or an Owner took a group away, and who may by the word of a person alone.
    private readonly Dictionary<string, DateTimeOffset> missed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset Since, int Moves)> stays = new(StringComparer.Ordinal);
    private readonly HashSet<string> atOnce = new(StringComparer.Ordinal);
    private readonly HashSet<string> byWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> leftAt = new(StringComparer.Ordinal);
    private readonly HashSet<string> kept = ["p0"];

    // What tasks did, or were refused because the groups had changed again by the time it was sent, since the last plan that was started.
    private readonly List<PastEffect> past = [];
    private bool asked;

    public GroupHistory(bool automatic, bool adopts) => (rules, asked) = (new GroupRules(grace, automatic, adopts), !automatic);

    /// <summary>What was broken, or null.</summary>
    public string? Broken { get; private set; }

    public void Play(HistoryStep step)
    {
        now += TimeSpan.FromMinutes(1);
        var (person, group) = (people[step.One % people.Length], groups[step.Other % groups.Length]);
        switch (step.Kind)
        {
            case 0 or 1: Change(person, () => provider[group].Add(person)); break;
            case 2: Change(person, () => provider[group].Remove(person)); break;
            case 3: Move(person, group); break;
            case 4 or 5: Read(group); break;
            case 6 or 7: mapped[group] = ((AppRole)(step.One % 3), null); Observe(); break;
            case 8: End(group, step.Flag ? SourceEnd.App : SourceEnd.Hub); break;
            case 9: now += TimeSpan.FromMinutes(step.Hours * 5); break;
            case 10: ReadAll(step.Flag ? group : null); break;
            case 11: Run(starts: false); break;
            case 12: Run(starts: true); break;
            case 13: Send(fails: step.Flag && step.One % 2 == 0); break;
            case 14: Disable(person, leavesTeams: step.Flag); break;
            case 15: Toggle(team, person); atOnce.Add(person); byWord.Add(person); break;
            case 16: GiveOwn(person); break;
            case 17: Check(); break;
            case 18: rules = rules with { TakesByItself = step.Flag }; asked &= !step.Flag; break;
            case 19: begun = Provisioner.Plan(Input()).Begun; break;
            default: Settle(); break;
        }
    }

    // Everything that is open is done: then seats and groups agree.
    private void Settle()
    {
        for (var round = 0; round < 3; round++)
        {
            now += grace;
            ReadAll(failing: null);
            Run(starts: true);
            Send();
        }

        // Also where the hub takes seats by itself: of a group that was found empty all at once nobody goes without a word.
        Apply();
        foreach (var person in people)
        {
            var active = !disabled.Contains(person);
            var roles = mapped.Where(group => active && provider[group.Key].Contains(person)).Select(group => (AppRole?)group.Value.Role).ToList();
            Hold(roles.Count == 0 || seats.ContainsKey(person), $"{person} is in a group and has no seat");
            Hold(roles.Count == 0 || !seats.TryGetValue(person, out var shown) || shown.Presence == Presence.Pending || (kept.Contains(person) ? shown.Facts.Role >= roles.Max() : shown.Facts.Role == roles.Max()), $"{person} has not the highest role of their groups, {roles.Max()}");
            Hold(!grants.StandingOf(person).HasSeat || !seats.TryGetValue(person, out var seat) || seat.Presence == Presence.Pending || seat.Facts.Role == grants.StandingOf(person).AppRole, $"{person} has not the role that the grants come to");
            Hold(!kept.Contains(person) || seats.ContainsKey(person), $"{person} has no seat that something else gives");
            Hold(roles.Count > 0 || (active && team.Contains(person)) || kept.Contains(person) || !seats.ContainsKey(person), $"{person} has a seat that nothing gives");
            Hold(grants.Of(person).All(grant => !grant.IsLeft || roles.Count == 0), $"{person} is in a group and marked as gone");
        }
    }

    private void Change(string person, Action what)
    {
        what();
        if (stays.TryGetValue(person, out var stay))
            stays[person] = (stay.Since, stay.Moves + 1);
        Observe();
    }

    private void Move(string person, string to) => Change(person, () =>
    {
        foreach (var group in groups)
            provider[group].Remove(person);
        provider[to].Add(person);
    });

    private void Read(string group)
    {
        var (before, _, left) = rows.GetValueOrDefault(group, ([], default, Leavings.None));
        rows[group] = ([.. provider[group]], now, left.After(before, provider[group], now));
        Observe();
    }

    private void ReadAll(string? failing)
    {
        foreach (var group in mapped.Keys.Where(group => group != failing))
            Read(group);
    }

    private void End(string group, SourceEnd how)
    {
        if (!mapped.TryGetValue(group, out var given))
            return;
        mapped[group] = (given.Role, how);
        atOnce.UnionWith(people);
        byWord.UnionWith(people);
        Observe();
    }

    private void Disable(string person, bool leavesTeams)
    {
        Toggle(disabled, person);
        atOnce.Add(person);
        if (disabled.Contains(person))
            leftAt[person] = now;
        if (leavesTeams && disabled.Contains(person))
            team.Remove(person);
        Observe();
    }

    private void GiveOwn(string person)
    {
        seats.TryAdd(person, Seat(person));
        grants = grants.Give(Own(person, seats[person].Facts.Role ?? AppRole.Member));
        kept.Add(person);
    }

    private void Observe()
    {
        foreach (var person in people)
        {
            if (InARow(person))
                missed.Remove(person);
            else
                missed.TryAdd(person, now);
            if (Live().Any(group => provider[group].Contains(person)))
                stays.TryAdd(person, (now, 0));
            else
                stays.Remove(person);
        }
    }

    private IEnumerable<string> Live() => mapped.Where(group => group.Value.Ends is null).Select(group => group.Key);

    private bool InARow(string person) => Live().Any(group => rows.TryGetValue(group, out var row) && row.People.Contains(person));

    private ProvisionInput Input(string named = "")
    {
        var sources = mapped.Select(group => rows.TryGetValue(group.Key, out var row)
            ? new GrantingSource(GrantSource.Group, group.Key, named + group.Key, group.Value.Role, HubRole.Collaborator, row.People, group.Value.Ends) { ReadAt = row.At, SeenAt = row.At, Leavings = row.Left }
            : new GrantingSource(GrantSource.Group, group.Key, named + group.Key, group.Value.Role, HubRole.Collaborator, new HashSet<string>(), group.Value.Ends) { IsUnread = group.Value.Ends is null });
        var ofTeam = new GrantingSource(GrantSource.Team, "t0", $"{named}t0", AppRole.Guest, HubRole.Collaborator, team);
        var known = people.Select(person => new ProvisionPerson(new WorkspaceUser(person, WorkspaceUserKind.Directory, person, $"{person}@corp.test", [], !disabled.Contains(person)), HubRole.Owner) { LeftAt = leftAt.TryGetValue(person, out var at) ? at : null });
        return new ProvisionInput(grants, [.. sources, ofTeam], [.. known], [.. seats.Values], new HashSet<string>(), now) { Begun = begun, Rules = rules, Past = past };
    }

    private void Run(bool starts)
    {
        // Who holds the grant of a group that is taken from the hub alone keeps the seat as their own.
        kept.UnionWith(mapped.Where(group => group.Value.Ends == SourceEnd.Hub).SelectMany(group => people.Where(person => seats.ContainsKey(person) && grants.Of(person).Any(grant => grant.SourceId == group.Key))));
        var plan = Provisioner.Plan(Input());
        Hold(Concerned(plan) == Concerned(Provisioner.Plan(Input(named: "New "))), "other names of teams and groups concern somebody");
        begun = starts ? BegunGrants.Nothing : plan.Begun;
        foreach (var match in plan.Matches)
        {
            var matched = seats.Single(seat => seat.Value.Id == match.MemberId);
            seats[matched.Key] = matched.Value with { Decision = match.Decision };
        }

        grants = plan.Changes.On(grants);
        foreach (var ended in mapped.Where(group => group.Value.Ends is not null).Select(group => group.Key).ToList())
            mapped.Remove(ended);
        byWord.RemoveWhere(person => !disabled.Contains(person) && (InARow(person) || team.Contains(person)));
        foreach (var person in people.Where(person => InARow(person) && !disabled.Contains(person)))
        {
            atOnce.Remove(person);
            if (rules.AdoptsExisting && grants.Of(person).All(grant => grant.Source != GrantSource.Individual))
                kept.Remove(person);
        }

        Hold((plan.LookAgainAt is not null) == grants.All.Any(grant => grant is { IsLeft: true, LapsedAt: null } && rows.ContainsKey(grant.SourceId ?? "") && mapped.ContainsKey(grant.SourceId ?? "")), "a grace does not end by itself");
        if (!starts)
            return;
        past.Clear();
        late.AddRange(ProvisionHistory.Wishes(plan));
    }

    private static string Concerned(ProvisionPlan plan) =>
        string.Join('\n', plan.People.Select(person => $"{person.UserId} {person.IsPast} {person.Given.Count} {person.Ended.Count} {string.Join(' ', person.Moves.Select(move => move.Kind))} {string.Join(' ', person.Effects)}"));

    // What an Owner confirms.
    private void Apply()
    {
        var leavers = seats.Where(seat => grants.HasLapsed(seat.Key)).Select(seat => WishedPerson.Of(seat.Value.Id) with { HolderId = seat.Key }).ToList();
        late.Add(new ChangeWish(ChangeAction.Remove, leavers, Allow: ChangeAllowance.All) { LeaversOnly = true });
        Send();
    }

    // Whenever it is sent, it is held against the rules and grants of that moment. Where the site is away nothing is done.
    private void Send(bool fails = false)
    {
        foreach (var wish in late)
        {
            var facts = new HubFacts("bot@corp.test", [AppRole.Guest, AppRole.Member, AppRole.Admin], null, new HashSet<string>()) { People = new PeopleIndex(Input().People.Select(person => person.User)) };
            var plan = ChangePlanner.Plan(new ChangeInput("task", wish, [.. seats.Values], facts, GuardThresholds.Default, new GuardHistory(now, [])) { Grants = Provisioner.GrantsOf(Input() with { Past = [] }) });
            past.AddRange(wish.ByGrants ? ProvisionHistory.PastOf(plan, fails) : []);
            foreach (var item in fails ? [] : plan.ToDo())
                Do(item, wish, wish.People.Single(person => person.ItemId == item.Id).HolderId ?? "");
        }

        late.Clear();
    }

    private void Do(PlannedChange item, ChangeWish wish, string person)
    {
        if (item.TakesAway)
        {
            Hold(!asked || wish.LeaversOnly || byWord.Contains(person), $"{person} is taken away and nobody confirmed it");
            MayGo(person);
            seats.Remove(person);
            grants = OwnGrants.After(item, grants.Of(person), keepsASeat: false).On(grants);
        }
        else if (item.Action == ChangeAction.Invite)
        {
            Hold(!seats.ContainsKey(person) && !disabled.Contains(person), $"{person} is invited a second time, or has left");
            seats[person] = Seat(person, item.Role ?? AppRole.Member);
        }
        else
        {
            seats[person] = seats[person] with { Facts = seats[person].Facts with { Role = item.Role, RawRole = item.Role.ToString() ?? "" } };
        }
    }

    private void MayGo(string person)
    {
        Hold(!kept.Contains(person), $"{person} loses a seat that another grant gives");
        Hold(disabled.Contains(person) || !team.Contains(person), $"{person} loses a seat that a team gives");
        if (disabled.Contains(person) || atOnce.Contains(person))
            return;
        var lastRead = Live().Select(group => rows.TryGetValue(group, out var row) ? row.At : default).DefaultIfEmpty(now).Min();
        Hold(missed.TryGetValue(person, out var since) && lastRead - since >= grace, $"{person} loses the seat before two reads that are the grace apart");
        Hold(!stays.TryGetValue(person, out var stay) || stay.Since > since || stay.Moves > 1, $"{person} was in a group all the time and loses the seat");
    }

    private void Check()
    {
        // Nobody changes a role in the app by hand: whatever it shows is a group's doing, or is known.
        grants = ImportedGrants.Plan(grants, seats.Values, told: new HashSet<string>(), now).On(grants);

        // Of a seat that is to go a check only says that it is still there.
        var goes = late.Where(wish => wish.Action == ChangeAction.Remove).SelectMany(wish => wish.People).Select(wished => wished.HolderId).Concat(begun.People)
            .Concat(past.Where(effect => effect is { Kind: SeatEffectKind.Remove, WasDone: false } or { Kind: SeatEffectKind.Invite, WasDone: true }).Select(effect => effect.UserId)).ToHashSet(StringComparer.Ordinal);
        kept.UnionWith(people.Where(person => !goes.Contains(person) && Found(person)));
    }

    private bool Found(string person) => grants.Of(person).Any(grant => grant.Source == GrantSource.Imported);

    private static void Toggle(HashSet<string> set, string person)
    {
        if (!set.Remove(person))
            set.Add(person);
    }

    private void Hold(bool holds, string otherwise) => Broken ??= holds ? null : otherwise;
}
