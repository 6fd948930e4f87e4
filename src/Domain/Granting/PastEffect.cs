using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>
/// What a task was to do to one person on behalf of teams and groups, and what came of it. Between the plan and the moment it is sent the
/// grants may change, and change back before they are planned again: nothing is new to that plan, and still the app may show something else.
/// So whoever a task had to do with is looked at once more by the next plan, whatever their grants come to.
/// </summary>
/// <param name="Kind">What it was to do.</param>
/// <param name="UserId">The person.</param>
/// <param name="WasDone">Whether it did so; else it was refused, because it was not what the grants came to by then.</param>
/// <param name="Role">The role that it gave, or was to give.</param>
public sealed record PastEffect(SeatEffectKind Kind, string UserId, bool WasDone, AppRole? Role = null)
{
    /// <summary>Why it was not done, where something in the app, and not the grants, was the reason.</summary>
    public Failure? Failed { get; init; }

    /// <summary>When it was sent; null where nothing was.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Whether it was sent, and nobody knows whether it came about.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether a person stopped it, or has to look at it before anything is repeated: it is remembered for what it may have come to, and not done again.</summary>
    public bool IsLeftToPeople { get; init; }

    /// <summary>Whether it was to invite somebody, and a member with their address was there by then: theirs, or in their place.</summary>
    public bool MetASeat { get; init; }

    /// <summary>The task that was to do it.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>Whether it was not done by trouble that passes: then the next run need not wait for the next day.</summary>
    public bool PassesByItself => Failed is { } failure && FailureCatalog.Describe(failure) is { NeedsPerson: false, Retry: not FailureRetry.Never };

    /// <summary>
    /// Whether what failed is to be done by a later run: all but what a person stopped, protects, or has to look at before anything is repeated.
    /// A question of the guard that nobody answered is asked again.
    /// </summary>
    /// <param name="failure">Why it was not done.</param>
    public static bool IsToBeRepeated(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Kind is not (FailureKind.Cancelled or FailureKind.ProtectedMember or FailureKind.AmbiguousIdentity or FailureKind.SafetyStop or FailureKind.EffectDiverged);
    }

    /// <summary>A seat that was to go, or that came with an invitation: that a check found it there is no reason to keep it.</summary>
    internal bool FindsNothing => this is { Kind: SeatEffectKind.Remove, WasDone: false, IsLeftToPeople: false } or { Kind: SeatEffectKind.Invite, WasDone: true } or { Kind: SeatEffectKind.Invite, IsUnknown: true };

    /// <summary>Nobody but the task is the reason that there is no seat.</summary>
    internal bool LeftNoSeat => this is { Kind: SeatEffectKind.Remove, WasDone: true } or { Kind: SeatEffectKind.Invite, WasDone: false, IsLeftToPeople: false } or { Kind: SeatEffectKind.Remove, IsUnknown: true };

    /// <summary>
    /// Whether it is to be remembered still, because nobody has seen what came of it: the members were not read since it was sent, and what is
    /// stored of them does not show it.
    /// </summary>
    /// <param name="readAt">When the members were read last, all of them.</param>
    /// <param name="seats">The members who are matched to the person, the confirmed one first.</param>
    internal bool IsUnseen(DateTimeOffset? readAt, IReadOnlyList<Member> seats) =>
        SentAt is { } sent && !(readAt > sent) && (IsUnknown || (WasDone && !IsShown(sent, seats)));

    private bool IsShown(DateTimeOffset sent, IReadOnlyList<Member> seats) => Kind switch
    {
        SeatEffectKind.Invite => seats.Count > 0,
        SeatEffectKind.Remove => seats.Count == 0,
        _ => seats.Count == 0 || seats[0].Facts.Role == Role || seats[0].LastSeen > sent,
    };

    /// <summary>What is still to be done about a person who has a seat, as the app shows it.</summary>
    /// <param name="past">What tasks had to do with them.</param>
    /// <param name="now">What their grants come to.</param>
    /// <param name="seats">The members who are matched to them, the confirmed one first.</param>
    /// <param name="readAt">When the members were read last, all of them.</param>
    internal static IEnumerable<SeatEffect> StillToDo(IReadOnlyCollection<PastEffect> past, Standing now, IReadOnlyList<Member> seats, DateTimeOffset? readAt)
    {
        if (seats.Count == 0 || past.Count == 0)
            return [];
        var person = past.First().UserId;
        if (!now.HasSeat)
            return past.Any(effect => effect.FindsNothing) ? seats.Select(member => new SeatEffect(SeatEffectKind.Remove, person, member.Id)) : [];

        // Nobody knows whether a role that was sent came about, so what is stored of it counts for nothing: it is given, or found given.
        if (seats[0] is { Stage: MemberStage.Updating, Presence: Presence.Confirmed, Facts.Role: not AppRole.Owner } open && now.AppRole is { } wanted and not AppRole.Owner)
            return [new SeatEffect(SeatEffectKind.ChangeRole, person, open.Id, wanted)];

        // A role that neither was refused nor is the task's doing is somebody's own decision in the app. What a task gave is shown, also where nobody could read it since.
        var given = past.LastOrDefault(effect => effect is { Kind: SeatEffectKind.ChangeRole, WasDone: true, Role: not null } && effect.IsUnseen(readAt, seats))?.Role;
        var shown = given is null ? seats[0] : seats[0] with { Facts = seats[0].Facts with { Role = given } };
        return past.Any(effect => !effect.WasDone || effect.Role == shown.Facts.Role) ? GrantEffects.RoleOf(person, now, shown) : [];
    }
}
