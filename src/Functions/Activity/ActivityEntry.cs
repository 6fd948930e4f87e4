using Seatkeeper.Domain.Access;

namespace Seatkeeper.Functions.Activity;

/// <summary>Something that happened.</summary>
/// <param name="Id">Names the event for good: 1 to 120 ASCII letters, digits and <c>-_.:</c>. The same id and time are recorded once, however often they are appended.</param>
/// <param name="At">When it happened; the same at every try, so for work that may be repeated never the clock but the plan's or task's time.</param>
/// <param name="ActorId">Who did it.</param>
/// <param name="ActorName">What people call them.</param>
/// <param name="Event">What happened, for example <c>memberAdded</c>.</param>
/// <param name="Target">Whom or what it happened to, for people.</param>
/// <param name="MemberId">The member, where it was one.</param>
/// <param name="UserId">The workspace user whom it concerns; they may read it.</param>
/// <param name="Before">The value before; never a secret.</param>
/// <param name="After">The value after; never a secret.</param>
/// <param name="TaskId">The task that did it.</param>
public sealed record ActivityEntry(
    string Id, DateTimeOffset At, string ActorId, string ActorName, string Event,
    string? Target = null, string? MemberId = null, string? UserId = null, string? Before = null, string? After = null, string? TaskId = null)
{
    /// <summary>What stands for entries that cannot be read any more.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>An entry of something that a call did just now, once.</summary>
    public static ActivityEntry Of(Caller caller, DateTimeOffset now, string what)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new(Guid.NewGuid().ToString("N"), now, caller.Id, caller.Name, what);
    }
}

/// <summary>An entry as it was recorded.</summary>
/// <param name="HubId">The hub whose chain it is in, or null for the chain of events without a hub.</param>
/// <param name="Sequence">Its number in the chain, from 1.</param>
/// <param name="Hash">The chain's hash up to it, SHA-256 in hex.</param>
/// <param name="Entry">What happened.</param>
public sealed record RecordedEntry(string? HubId, long Sequence, string Hash, ActivityEntry Entry);

/// <summary>Which entries are asked for; what is null does not restrict.</summary>
/// <param name="HubId">The hub's chain.</param>
/// <param name="AllChains">True for every chain, whatever <paramref name="HubId"/> says; false and no hub is the chain of events without a hub.</param>
/// <param name="MemberId">Entries about a member.</param>
/// <param name="UserId">Entries that concern a workspace user.</param>
/// <param name="From">From this time on.</param>
/// <param name="To">Before this time.</param>
public sealed record ActivityFilter(string? HubId, bool AllChains = false, string? MemberId = null, string? UserId = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>Whether an entry of a chain and time that are asked for is about the member and person who are asked for.</summary>
    internal bool Finds(ActivityEntry entry) => (MemberId is null || entry.MemberId == MemberId) && (UserId is null || entry.UserId == UserId);
}

/// <summary>What recomputing a chain found.</summary>
/// <param name="Entries">How many entries it has.</param>
/// <param name="BrokenAt">The first number at which it is not as it was written, or null where it is whole.</param>
public sealed record ChainVerdict(long Entries, long? BrokenAt)
{
    /// <summary>Whether nothing was changed, taken out or put in.</summary>
    public bool IsWhole => BrokenAt is null;
}
