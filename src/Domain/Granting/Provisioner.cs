using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>A person as provisioning sees them.</summary>
/// <param name="User">The person.</param>
/// <param name="HighestHubRole">The highest role that they may have in a hub.</param>
public sealed record ProvisionPerson(WorkspaceUser User, HubRole HighestHubRole)
{
    /// <summary>What the directory says of somebody whom it does not have any more, or has disabled; null where they are there. They may not have left by it yet.</summary>
    public string? OutBecause { get; init; }

    /// <summary>The directory has deleted them, so that no group's list names them, whatever they are in.</summary>
    public bool IsInNoList { get; init; }

    /// <summary>The last whole read of the directory did not show them, which says nothing for sure.</summary>
    public bool IsMissed { get; init; }

    /// <summary>When they left the workspace last, also where they are back.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    // For people: why their groups give them nothing any more.
    internal string Departure => OutBecause is null ? "left the workspace" : $"left the workspace: {OutBecause}";
}

/// <summary>Everything that a hub's provisioning is planned from.</summary>
/// <param name="Stored">The hub's grants.</param>
/// <param name="Sources">Every team and group that has, or is to lose, the hub.</param>
/// <param name="People">Everybody, those who left included.</param>
/// <param name="Members">The hub's members.</param>
/// <param name="Owners">Who is Owner of the hub.</param>
/// <param name="At">When it is planned.</param>
public sealed record ProvisionInput(
    HubGrants Stored, IReadOnlyCollection<GrantingSource> Sources, IReadOnlyCollection<ProvisionPerson> People, IReadOnlyCollection<Member> Members, IReadOnlySet<string> Owners, DateTimeOffset At)
{
    /// <summary>What an earlier plan began.</summary>
    public BegunGrants Begun { get; init; } = BegunGrants.Nothing;

    /// <summary>The hub's rules about people who leave groups.</summary>
    public GroupRules Rules { get; init; } = GroupRules.Default;

    /// <summary>What tasks did, and did not do, since the last plan whose effects were started.</summary>
    public IReadOnlyCollection<PastEffect> Past { get; init; } = [];

    /// <summary>Who was given a seat by an earlier plan, and not invited, because somebody with their address is in the app.</summary>
    public IReadOnlyCollection<string> Hindered { get; init; } = [];

    /// <summary>When the members were read last, all of them; null where they never were.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>
    /// Grants that nobody wrote of people whose seat was to go, and was kept because they were back in a group when that was to be sent, or who
    /// were invited, and left before anybody saw it: their leaving is held against the hub's rules like anybody's.
    /// </summary>
    /// <param name="gone">Whoever left the workspace.</param>
    internal IReadOnlyList<Grant> Returned(IReadOnlyDictionary<string, string> gone) =>
    [
        .. from person in Past.Where(effect => effect is { FindsNothing: true, Failed: null } or { FindsNothing: true, Kind: SeatEffectKind.Invite }).Select(effect => effect.UserId).Distinct(StringComparer.Ordinal)
           from source in Sources
           where source is { Source: GrantSource.Group, Ends: null, IsUnread: false }
           let left = !source.People.Contains(person) ? source.Leavings.Of(person) : gone.ContainsKey(person) ? At : null
           where left is not null && Stored.Of(person).All(grant => grant.SourceId != source.Id)
           select new Grant(person, GrantSource.Group, source.Id, source.Name, source.AppRole, HubRole.Collaborator, left.Value) { LeftSince = left, NeedsWord = source.IsEmptied, Cause = source.CauseOf(person) },
    ];

    /// <summary>The same by person, in the order in which it came to be.</summary>
    internal ILookup<string, PastEffect> PastOf() => Past.ToLookup(effect => effect.UserId, StringComparer.Ordinal);

    /// <summary>Whose seat is missing, and nobody's decision in the app is the reason: a task left them without one, or somebody was there in their place.</summary>
    internal IReadOnlySet<string> Unseated(PeoplesSeats seats) =>
        Past.Where(effect => effect.LeftNoSeat || (effect.MetASeat && !seats.Has(effect.UserId))).Select(effect => effect.UserId).Concat(Hindered).ToHashSet(StringComparer.Ordinal);

    /// <summary>What somebody did, or may have done, of which nobody has seen yet what came of it.</summary>
    internal IReadOnlyList<PastEffect> Unseen(PeoplesSeats seats) => [.. Past.Where(effect => effect.IsUnseen(ReadAt, seats.Of(effect.UserId)))];

    /// <summary>Whoever keeps the hub owned: its Owners who have not left and are no guests.</summary>
    internal HashSet<string> Keepers() =>
        People.Where(person => person is { User.Active: true, HighestHubRole: HubRole.Owner } && Owners.Contains(person.User.Id)).Select(person => person.User.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a check found of seats that were to go, or that came since: no reason to keep them.</summary>
    internal IReadOnlyList<GrantKey> Late()
    {
        var people = Past.Where(effect => effect.FindsNothing).Select(effect => effect.UserId).ToHashSet(StringComparer.Ordinal);
        return [.. Begun.Late(Stored).Union(Stored.All.Where(grant => grant.Source == GrantSource.Imported && people.Contains(grant.UserId)).Select(grant => grant.Key))];
    }
}

/// <summary>What is to be written, and what follows from it in the app.</summary>
/// <param name="Changes">The grants.</param>
/// <param name="Begun">The grants of all people concerned before any of it.</param>
/// <param name="Matches">Members who turn out to be a person's seat.</param>
/// <param name="People">Everybody concerned.</param>
public sealed record ProvisionPlan(GrantChanges Changes, BegunGrants Begun, IReadOnlyList<SeatMatch> Matches, IReadOnlyList<ProvisionedPerson> People)
{
    /// <summary>Nothing is to be done.</summary>
    public bool IsEmpty => Changes.IsEmpty && Matches.Count == 0 && People.Count == 0;

    /// <summary>When the hub's groups are to be read again, because somebody is missed in one; null where nobody is.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>The tasks of which the next plan has to know as well, because nobody has seen yet what came of something that they sent.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>Who is given a seat and not invited, because somebody with their address is in the app: the next plan looks whether they still are.</summary>
    public IReadOnlyList<string> Hindered => [.. People.Where(person => person.IsHindered).Select(person => person.UserId)];
}

/// <summary>A member who is matched by the address, as a check does.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Decision">What it becomes.</param>
/// <param name="UserName">The person's name.</param>
public sealed record SeatMatch(string MemberId, MemberDecision Decision, string UserName);

/// <summary>What happens to one person.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Label">The person, for people.</param>
/// <param name="Email">Their address.</param>
/// <param name="Before">What their grants came to.</param>
/// <param name="After">What they come to now.</param>
/// <param name="Ended">Names of teams and groups that give nothing any more.</param>
/// <param name="Given">Names of teams and groups that give something new, or something else.</param>
/// <param name="Effects">What follows in the app.</param>
/// <param name="Note">Why nothing follows where one could expect it.</param>
public sealed record ProvisionedPerson(
    string UserId, string Label, string? Email, Standing Before, Standing After, IReadOnlyList<string> Ended, IReadOnlyList<string> Given, IReadOnlyList<SeatEffect> Effects, string? Note = null)
{
    /// <summary>What each team and group did, and what made it do so.</summary>
    public IReadOnlyList<GrantMove> Moves { get; init; } = [];

    /// <summary>Whether nothing about their grants is new: an earlier task came to something else than they come to.</summary>
    public bool IsPast { get; init; }

    /// <summary>Whether they stay Owner of the hub, though nothing makes them so any more, because there is no other.</summary>
    public bool StaysLastOwner { get; init; }

    /// <summary>Whether they are not invited because somebody with their address is in the app.</summary>
    public bool IsHindered { get; init; }

    /// <summary>What kind of failure it is that what they are given comes to no seat; null where nothing hinders them, or they have one all the same.</summary>
    public FailureKind? Refused { get; init; }
}

/// <summary>
/// Plans what a hub's teams and groups come to for everybody: the grants, and the net effect in the app over all of a person's
/// grants, whatever order they came and went in. Pure: the same input gives the same plan.
/// </summary>
public static class Provisioner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="input">Everything that it is made from.</param>
    public static ProvisionPlan Plan(ProvisionInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var seats = SeatsOf(input);
        var unseen = input.Unseen(seats);
        var shared = Shared(input, seats, unseen);

        var (late, unseated) = (input.Late(), input.Unseated(seats));
        var (before, after) = (input.Begun.Under(input.Stored), shared.Changes.On(input.Stored).Take(late));
        var gained = after.People.Where(person => after.StandingOf(person).HasSeat && (Moved(before, after, person) || IsToBeSeated(after, person, unseated))).ToList();
        var matches = seats.Match(gained, person => after.StandingOf(person).HubRole ?? HubRole.Collaborator);
        var found = Found(matches, after, seats, input.Rules.AdoptsExisting, input.At);
        after = new HubGrants(after.HubId, after.All.Concat(found));
        var spared = shared.Spared.Union(input.Begun.Spared, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var invited = gained.Where(person => !seats.Has(person) && (HoldsNew(before, after, person) || before.StandingOf(person).AppRole != after.StandingOf(person).AppRole || IsToBeSeated(after, person, unseated)));
        var effects = Effects(before, after, seats, invited, input)
            .Where(effect => effect.Kind != SeatEffectKind.Remove || !spared.Contains(effect.UserId))
            .ToLookup(effect => effect.UserId, StringComparer.Ordinal);
        var concerned = before.People.Union(after.People, StringComparer.Ordinal).Where(person => Moved(before, after, person)).Union(effects.Select(person => person.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var begun = concerned.Union(input.Begun.People, StringComparer.Ordinal).ToList();
        return new ProvisionPlan(
            new GrantChanges([.. found, .. shared.Changes.Put], [.. shared.Changes.Taken, .. late.Where(key => after.StandingOf(key.UserId).HasSeat)]),
            new BegunGrants(begun, [.. begun.SelectMany(before.Of)])
            {
                Spared = [.. spared.Where(person => !after.StandingOf(person).HasSeat).Order(StringComparer.Ordinal)],
                Found = [.. found.Select(grant => grant.UserId).Union(input.Begun.Found, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Adopted = [.. shared.Adopted.Union(input.Begun.Adopted, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            },
            matches,
            Told(input, concerned, person => Of(person, before, after, seats, [.. effects[person]]), before, after))
        {
            LookAgainAt = GroupLeaving.LookAgainAt(after, input.Sources, input.Rules),
            Unseen = [.. unseen.Select(effect => effect.TaskId).Distinct(StringComparer.Ordinal)],
        };
    }

    private static IReadOnlyList<ProvisionedPerson> Told(ProvisionInput input, IEnumerable<string> concerned, Func<string, ProvisionedPerson> of, HubGrants before, HubGrants after)
    {
        var (left, keepers) = (Left(input), input.Keepers());
        return
        [
            .. concerned.Select(person => of(person) with
            {
                Moves = GrantMove.Between(before.Of(person), after.Of(person), input.Sources, left.GetValueOrDefault(person)),
                IsPast = !Moved(before, after, person),
                StaysLastOwner = input.Owners.Contains(person) && before.StandingOf(person).HubRole == HubRole.Owner && after.StandingOf(person).HubRole != HubRole.Owner && !IsReplaceable(person),
            }),
        ];

        // One after the other, as they are written: of two who are made no Owner any more the second one may be the last.
        bool IsReplaceable(string person)
        {
            if (!keepers.Any(other => other != person))
                return false;
            keepers.Remove(person);
            return true;
        }
    }

    /// <summary>The grants as they come to be, before anything of it is written.</summary>
    /// <param name="input">Everything that a plan would be made from.</param>
    public static HubGrants GrantsOf(ProvisionInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var seats = SeatsOf(input);
        return Shared(input, seats, input.Unseen(seats)).Changes.On(input.Stored);
    }

    private static PeoplesSeats SeatsOf(ProvisionInput input) => new(input.Members, [.. input.People.Select(person => person.User)]);

    private static SharedGrantPlan Shared(ProvisionInput input, PeoplesSeats seats, IReadOnlyList<PastEffect> unseen)
    {
        var active = input.People.Where(person => person.User.Active).ToDictionary(person => person.User.Id, person => person.HighestHubRole, StringComparer.Ordinal);
        var left = Left(input);
        // Whoever was invited may have a seat, though nobody has seen the invitation yet.
        var invited = unseen.Where(effect => effect.Kind == SeatEffectKind.Invite).Select(effect => effect.UserId).ToList();
        var people = new GrantablePeople(active, seats.Confirmed().Union(invited).ToHashSet(StringComparer.Ordinal), input.Owners)
        {
            Left = left,
            Out = input.People.Where(person => person is { User.Active: true, IsInNoList: true }).ToDictionary(person => person.User.Id, person => person.OutBecause ?? "", StringComparer.Ordinal),
            Missed = input.People.Where(person => person.IsMissed).Select(person => person.User.Id).ToHashSet(StringComparer.Ordinal),
            LeftAt = LeftAt(input),
            Seated = seats.Seated.Union(invited).ToHashSet(StringComparer.Ordinal),
        };

        // What a check found of a seat that was to go is nothing that gives it.
        return SharedGrants.Plan(input.Stored.Take(input.Late()), input.Sources, people, input.Rules, input.At, [.. input.Returned(left).Where(grant => seats.Has(grant.UserId))]);
    }

    private static Dictionary<string, string> Left(ProvisionInput input) =>
        input.People.Where(person => !person.User.Active).ToDictionary(person => person.User.Id, person => person.Departure, StringComparer.Ordinal);

    private static Dictionary<string, DateTimeOffset> LeftAt(ProvisionInput input) =>
        input.People.Where(person => person.LeftAt is not null).ToDictionary(person => person.User.Id, person => person.LeftAt ?? default, StringComparer.Ordinal);

    // They had the seat before any team or group: that is a reason of its own, as a check would have written it, and outlasts the team.
    // Where the hub's groups adopt who is there, it is the group's from the start.
    private static List<Grant> Found(IEnumerable<SeatMatch> matches, HubGrants after, PeoplesSeats seats, bool adopts, DateTimeOffset at) =>
    [
        .. from match in matches
           let person = match.Decision.UserId ?? ""
           where !after.Of(person).Any(grant => grant is { IsShared: false, GivesSeat: true } || (adopts && grant is { Source: GrantSource.Group, GivesSeat: true, IsLeft: false }))
           select Grant.OfPerson(person, GrantSource.Imported, seats.RoleOf(match.MemberId), HubRole.Collaborator, at),
    ];

    private static bool Moved(HubGrants before, HubGrants after, string person) => !before.Of(person).Select(grant => grant.ToNameless()).ToHashSet().SetEquals(after.Of(person).Select(grant => grant.ToNameless()));

    // Whoever is given something and is in no list is invited, also where an earlier grant of theirs never came to a seat; and anew where
    // an invitation may be under way that has another role than their grants come to now.
    private static IEnumerable<SeatEffect> Effects(HubGrants before, HubGrants after, PeoplesSeats seats, IEnumerable<string> invited, ProvisionInput input)
    {
        var effects = GrantEffects.Between(before, after, seats.Members).Where(effect => effect.Kind != SeatEffectKind.Invite).ToList();

        // Whoever has no effect by what is new about their grants may have one by what a task did, or did not do.
        var news = effects.Select(effect => effect.UserId).ToHashSet(StringComparer.Ordinal);
        var rest = input.PastOf().Where(person => !news.Contains(person.Key)).SelectMany(person => PastEffect.StillToDo([.. person], after.StandingOf(person.Key), seats.Of(person.Key), input.ReadAt));
        return effects.Concat(rest).Where(effect => !seats.GoesAlong(effect))
            .Concat(invited.Select(person => new SeatEffect(SeatEffectKind.Invite, person, Role: after.StandingOf(person).AppRole)));
    }

    private static bool IsToBeSeated(HubGrants after, string person, IReadOnlySet<string> unseated) =>
        unseated.Contains(person) && after.Of(person).Any(grant => grant is { GivesSeat: true, IsShared: true, IsLeft: false });

    private static bool HoldsNew(HubGrants before, HubGrants after, string person) =>
        after.Of(person).Any(grant => grant is { GivesSeat: true, IsShared: true, IsLeft: false } && !before.Of(person).Any(had => had.ToNameless() == grant.ToNameless()));

    private static ProvisionedPerson Of(string person, HubGrants before, HubGrants after, PeoplesSeats seats, IReadOnlyList<SeatEffect> effects)
    {
        var (had, has) = (before.Of(person), after.Of(person));
        var ended = had.Where(grant => grant.IsShared && has.All(other => other.Key != grant.Key)).Select(Name);
        var given = has.Where(grant => grant.IsShared && !had.Any(other => other.ToBare() == grant.ToBare())).Select(Name).ToList();
        var user = seats.Find(person);
        var invite = effects.Any(effect => effect.Kind == SeatEffectKind.Invite);
        var obstacle = invite ? seats.Obstacle(person) : null;
        var expired = effects.Count == 0 && Standing.Of(has).HasSeat ? seats.Expired(person) : null;
        var note = invite ? obstacle?.Note : expired;
        return new ProvisionedPerson(
            person, user?.Email ?? person, user?.Email, Standing.Of(had), Standing.Of(has),
            [.. ended.Order(StringComparer.Ordinal)], [.. given.Order(StringComparer.Ordinal)], note is null ? effects : [], note)
        {
            IsHindered = obstacle is not null,
            Refused = obstacle?.Kind ?? (expired is not null && given.Count > 0 ? FailureKind.AlreadyInvited : null),
        };
    }

    private static string Name(Grant grant) => grant.SourceName ?? grant.SourceId ?? "";
}
