using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Domain.Tests.Syncing;

namespace Seatkeeper.Domain.Tests.Granting;

/// <summary>A hub in memory with grants, whose seats are given and taken by the product's own plans; beside it a model, which knows only who was given what.</summary>
internal sealed class GrantHistory
{
    private const int People = 6;
    private const string ByName = "own";
    private const string Found = "imported";

    private static readonly Grant[] Sources =
    [
        new("", GrantSource.Team, "t1", "One", null, HubRole.Collaborator, SyncWorld.Start), new("", GrantSource.Team, "t2", "Two", null, HubRole.Collaborator, SyncWorld.Start),
        new("", GrantSource.Group, "g1", "One", null, HubRole.Collaborator, SyncWorld.Start), new("", GrantSource.Group, "g2", "Two", null, HubRole.Collaborator, SyncWorld.Start),
    ];

    private readonly SyncWorld world = new();
    private readonly Dictionary<string, Dictionary<string, AppRole?>> model = Enumerable.Range(0, People).ToDictionary(Person, _ => new Dictionary<string, AppRole?>(), StringComparer.Ordinal);
    private readonly List<(DateTimeOffset At, int Losses, int Before)> lost = [];
    private HubGrants grants = new("hub-1", []);
    private readonly HashSet<string> lostOutside = new(StringComparer.Ordinal);

    // Whose seat may be of another role than their grants say: it turned out to be theirs by a match, and nothing was given or taken since.
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private int tasks;

    public GrantHistory()
    {
        world.Rows = [.. world.Rows, .. Enumerable.Range(0, 4).Select(i => SyncWorld.Confirmed(Email(Person(i)))), SyncWorld.Confirmed("x0@else.test"), SyncWorld.Confirmed("x1@else.test")];
        world.People = [.. Enumerable.Range(0, People).Select(i => SyncWorld.Person(Person(i), Email(Person(i))))];
        Check(approved: true);
    }

    /// <summary>What was broken, or null.</summary>
    public string? Broken { get; private set; }

    public void Play(HistoryStep step)
    {
        world.Now += TimeSpan.FromHours(step.Hours);
        var (person, source) = (Person(step.One % People), Sources[step.Other % Sources.Length]);
        var exempted = world.Stored.Values.Where(member => member.Decision.Status == MemberStatus.Exempted).Select(ShownOf).OfType<SnapshotMember>().ToList();
        switch (step.Kind)
        {
            case 0 or 1: Change(Give(person, source, Role(step.One + step.Other)), step.Flag); break;
            case 2: Change(Take([person], source), step.Flag); break;
            case 3: Change(Take(model.Keys, source), step.Flag); break;
            case 4: Match(Member(step.One), person: Person(step.Other)); break;
            case 5: Decide(Member(step.One), step.Flag ? HandDecisions.UndoMatch : (member, held) => HandDecisions.Exempt(member, held, "why", null)); break;
            case 6: Decide(Member(step.One), (member, _) => HandDecisions.UndoExemption(member)); break;
            case 7: Carry(new ChangeWish(ChangeAction.Remove, [.. Enumerable.Range(step.One, step.Other + 1).Select(Member).Distinct().Select(member => WishedPerson.Of(member.Id))]), step.Flag); break;
            case 8: Carry(new ChangeWish(ChangeAction.ChangeRole, [WishedPerson.Of(Member(step.One).Id)], Role(step.Other)), step.Flag); break;
            case 9: LoseOutside(Member(step.One)); break;
            default: Check(step.Flag); break;
        }

        // The model in one line: whoever was given anything has a seat, with the highest of what they were given.
        foreach (var (who, given) in model)
        {
            Hold(given.Count == 0 || lostOutside.Contains(who) || HasSeat(who), $"{who} was given {string.Join(", ", given.Keys)} and has no seat");
            Hold(grants.StandingOf(who) is var now && now.HasSeat == given.Count > 0 && now.AppRole == given.Values.Max(), $"{who} holds {now}, and was given {string.Join(", ", given)}");
            HoldRole(who, given.Values.Max());
        }

        foreach (var before in exempted)
            Hold(world.Rows.TrueForAll(row => row.Email != before.Email || row.Role == before.Role), $"{before.Email} is exempted, and is {before.Role} no more");
    }

    // A role is changed where one seat is somebody's and was accepted; nobody is made Owner of the workspace, or anything less than that.
    private void HoldRole(string person, AppRole? highest)
    {
        if (SeatsOf(person) is not [{ Facts.Role: not AppRole.Owner } seat] || ShownOf(seat) is not { Presence: Presence.Confirmed } shown || highest is null or AppRole.Owner)
            return;
        Hold(shown.Role == highest || open.Contains(person), $"{person} is {shown.Role}, and was given {highest}");
        if (shown.Role == highest)
            open.Remove(person);
    }

    private SnapshotMember? ShownOf(Member member) => world.Rows.Find(row => row.Email == member.Facts.Email);

    private List<Member> SeatsOf(string person) => [.. world.Stored.Values.Where(member => IsSeatOf(member, person))];

    // What the app shows, and not what is stored of it.
    private bool HasSeat(string person) => world.Rows.Exists(row => row.Email == Email(person))
        || world.Stored.Values.Any(member => IsSeatOf(member, person) && world.Rows.Exists(row => row.Email == member.Facts.Email));

    private static bool IsSeatOf(Member member, string person) => member is { IsPresent: true, Decision.IsMatched: true } && member.Decision.UserId == person;

    // Somebody takes a seat away in the app itself, past Seatkeeper.
    private void LoseOutside(Member member)
    {
        if (world.Rows.RemoveAll(row => row is { IsOperator: false, Role: not AppRole.Owner } && row.Email == member.Facts.Email) > 0)
            lostOutside.UnionWith(model.Keys.Where(person => !HasSeat(person)));
    }

    private static string Person(int number) => $"p{number % People}";

    private static string Email(string person) => $"{person}@corp.test";

    private static AppRole Role(int number) => (AppRole)(number % 3);

    private HubGrants Give(string person, Grant source, AppRole role)
    {
        model[person][source.SourceId ?? ""] = role;
        return grants.Give(source with { UserId = person, AppRole = role });
    }

    private HubGrants Take(IEnumerable<string> people, Grant source)
    {
        foreach (var person in people)
            model[person].Remove(source.SourceId ?? "");
        return grants.Take(people.Select(person => (source with { UserId = person }).Key));
    }

    private Member Member(int number) => world.Stored.Values.OrderBy(member => member.Id, StringComparer.Ordinal).ElementAt(number % world.Stored.Count);

    // What teams and groups do: the net effect on seats.
    private void Change(HubGrants after, bool approved)
    {
        var (before, effects) = (grants, GrantEffects.Between(grants, after, world.Stored.Values));
        grants = after;
        foreach (var effect in effects.Where(effect => effect.Kind == SeatEffectKind.Invite && world.Rows.TrueForAll(row => row.Email != Email(effect.UserId))))
            world.Rows = [.. world.Rows, SyncWorld.Pending(Email(effect.UserId)) with { Role = effect.Role, RawRole = effect.Role.ToString() ?? "" }];
        lostOutside.RemoveWhere(HasSeat);
        open.RemoveWhere(person => before.StandingOf(person) != after.StandingOf(person));
        Carry(ByGrants(ChangeAction.Remove, effects.Where(effect => effect.Kind == SeatEffectKind.Remove)), approved);
        Carry(ByGrants(ChangeAction.ChangeRole, effects.Where(effect => effect.Kind == SeatEffectKind.ChangeRole)), approved);
    }

    private static ChangeWish ByGrants(ChangeAction action, IEnumerable<SeatEffect> effects) =>
        new(action, [.. effects.Select(effect => WishedPerson.Of(effect.MemberId ?? "") with { Role = effect.Role, HolderId = effect.UserId })]) { ByGrants = true };

    private void Carry(ChangeWish wish, bool approved)
    {
        if (wish.People.Count == 0)
            return;
        var facts = new HubFacts(SyncWorld.Operator, [AppRole.Guest, AppRole.Member, AppRole.Admin, AppRole.Owner], null, new HashSet<string>());
        var plan = ChangePlanner.Plan(new ChangeInput($"task-{++tasks}", wish with { Allow = ChangeAllowance.All }, [.. world.Stored.Values], facts, GuardThresholds.Default, new GuardHistory(world.Now, world.Ledger)) { Grants = grants });
        Hold(!plan.ToDo().Any(item => item.HeldBy is not null), "a held one is to be done");
        if (plan.Verdict.Tripped && !approved)
            return;

        Count(plan.Losses.Count, plan.GuardedMembers, approved);
        if (plan.Losses.Count > 0)
            world.Ledger.Add(new GuardLedgerEntry(plan.PlanId, world.Now, plan.Losses.Count, plan.GuardedMembers));
        foreach (var item in plan.ToDo())
            Send(item);
    }

    private void Send(PlannedChange item)
    {
        var member = world.Stored[item.MemberId ?? ""];
        Hold(member is { Facts: { IsOperator: false, Role: not AppRole.Owner }, Decision.Status: not MemberStatus.Exempted }, $"{item} touches a protected member");
        var person = member.Decision.IsMatched ? member.Decision.UserId ?? "" : "";
        if (model.TryGetValue(person, out var given))
        {
            Hold(IsDue(item, given), $"{item} is done to somebody who holds {string.Join(", ", given)}");
            if (item.TakesAway ? !HasAnother(member, person) : !item.ByGrants)
                ForgetOrChange(given, item);
        }

        grants = OwnGrants.After(item, grants.Of(person), HasAnother(member, person)).On(grants);
        // The task reads the list at its end, and records what it changed.
        world.Stored[member.Id] = member with { Presence = item.TakesAway ? Presence.Gone : member.Presence, Facts = item.Role is { } role ? member.Facts with { Role = role, RawRole = role.ToString() } : member.Facts };
        world.Rows = [.. world.Rows.Where(row => !item.TakesAway || row.Email != member.Facts.Email).Select(row => item.Role is { } to && row.Email == member.Facts.Email ? row with { Role = to, RawRole = to.ToString() } : row)];

        // Somebody had decided by hand that the seat was not theirs, or was another's, and then it was taken.
        lostOutside.UnionWith(model.Keys.Where(owner => owner != person && Email(owner) == member.Facts.Email && !HasSeat(owner)));
    }

    // By name nothing is done to whom a team or group gives the seat; by grants only what all of them come to.
    private static bool IsDue(PlannedChange item, Dictionary<string, AppRole?> given) => item switch
    {
        { ByGrants: false } => !given.Keys.Any(source => source is not (ByName or Found)),
        { TakesAway: true } => given.Count == 0,
        _ => given.Count > 0 && item.Role == given.Values.Max(),
    };

    private bool HasAnother(Member member, string person) => world.Stored.Values.Any(other => other.Id != member.Id && IsSeatOf(other, person));

    private static void ForgetOrChange(Dictionary<string, AppRole?> given, PlannedChange item)
    {
        foreach (var own in new[] { ByName, Found }.Where(given.ContainsKey))
        {
            if (item.TakesAway)
                given.Remove(own);
            else
                given[own] = item.Role;
        }
    }

    private void Match(Member member, string person)
    {
        var wish = new MatchWish([new WishedMatch(member.Id, person, HubRole.Collaborator)]);
        var answer = MatchPlanner.Plan(wish, [.. world.Stored.Values], world.People.ToDictionary(known => known.Id, StringComparer.Ordinal))[0].Answer;
        if (answer.Decision is not { } decision)
            return;
        Hold(!world.Stored.Values.Any(other => other.Id != member.Id && other is { IsPresent: true, Decision.IsMatched: true } && other.Decision.UserId == person), $"{person} is matched twice");
        model[person].TryAdd(ByName, member.Facts.Role);
        model[person].Remove(Found);
        Write(member, decision);
        open.Add(person);

        // The member may be gone in the app since the last check.
        if (!HasSeat(person))
            lostOutside.Add(person);
    }

    private void Decide(Member member, Func<Member, HubGrants, DecisionAnswer> decide)
    {
        if (decide(member, grants).Decision is not { } decision)
            return;
        Hold(!member.Facts.IsOperator, "the automation account is decided about");
        if (member.Decision is { IsMatched: true, UserId: { } person } && !HasAnother(member, person))
            Array.ForEach([ByName, Found], own => model[person].Remove(own));
        Write(member, decision);
        if (member.Decision.UserId is { } other)
            open.Add(other);
    }

    private void Write(Member member, MemberDecision decision)
    {
        world.Stored[member.Id] = member with { Decision = decision };
        foreach (var person in new[] { member.Decision.UserId, decision.UserId }.OfType<string>().Distinct(StringComparer.Ordinal))
            grants = OwnGrants.Of(person, [.. world.Stored.Values.Where(other => IsSeatOf(other, person))], grants.Of(person), world.Now).On(grants);
    }

    private void Check(bool approved)
    {
        var decided = world.Stored.Values.Where(member => member.Decision.By == DecidedBy.Person).ToList();
        var had = model.Keys.ToDictionary(person => person, person => SeatsOf(person).Select(seat => seat.Id).ToList(), StringComparer.Ordinal);
        var plan = world.Plan();
        if (plan.Verdict.Tripped && !approved)
            return;
        Count(plan.Losses.Count, world.Stored.Values.Count(member => member.IsPresent && member.Decision.Status != MemberStatus.Exempted), approved);
        world.Apply(plan);
        grants = ImportedGrants.Plan(grants, world.Stored.Values, plan.Changes.Where(change => change.TellsRole).Select(change => change.MemberId).ToHashSet(StringComparer.Ordinal), world.Now).On(grants);
        Hold(decided.TrueForAll(before => world.Stored[before.Id].Decision == before.Decision), "a check changed what a person decided");

        foreach (var (person, given) in model)
        {
            var seats = SeatsOf(person);
            if (!seats.Select(seat => seat.Id).ToHashSet(StringComparer.Ordinal).SetEquals(had[person]))
                open.Add(person);
            if (seats.Count == 0)
                given.Remove(Found);
            else if (given.Count == 0 || (given.ContainsKey(Found) && given.Keys.All(source => source is ByName or Found)))
                given[Found] = seats.Max(member => member.Facts.Role);
        }
    }

    // The guard once more, by what was lost within a day.
    private void Count(int losses, int before, bool approved)
    {
        if (losses == 0)
            return;
        lost.RemoveAll(earlier => earlier.At <= world.Now - TimeSpan.FromHours(24));
        lost.Add((world.Now, losses, before));
        var (sum, members) = (lost.Sum(entry => entry.Losses), lost[0].Before);
        Hold(approved || !((sum > 5 && sum * 5 > members) || (sum >= 2 && sum * 2 > members)), $"{sum} of {members} went without approval");
    }

    private void Hold(bool holds, string otherwise) => Broken ??= holds ? null : otherwise;
}

/// <summary>Something that happens; who or what it is about is counted round.</summary>
internal sealed record HistoryStep(int Kind, int One, int Other, bool Flag, int Hours);
