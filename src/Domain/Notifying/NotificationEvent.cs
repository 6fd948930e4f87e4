using System.Collections.Frozen;

namespace Seatkeeper.Domain.Notifying;

/// <summary>What a notification tells.</summary>
public enum NotificationEvent
{
    /// <summary>An automated task has ended, however it did.</summary>
    TaskEnded,
    /// <summary>A task waits for a person to approve its plan.</summary>
    ApprovalNeeded,
    /// <summary>A task waits for something that only a person can give.</summary>
    InputNeeded,
    /// <summary>A hub needs a person, needs one for another reason, or does not any more.</summary>
    AttentionChanged,
    /// <summary>Something was done that Owners of the hub have to know at once.</summary>
    OwnersTold,
    /// <summary>Somebody tries the target. Never chosen, always sent.</summary>
    Test,
}

/// <summary>What Owners of a hub are told at once.</summary>
public enum OwnersWord
{
    /// <summary>The guard is to be loosened.</summary>
    GuardLooseningAsked,
    /// <summary>Somebody made themself Owner of the hub.</summary>
    HubTakenOver,
    /// <summary>People left their groups in a way that takes a seat only on a person's word.</summary>
    GroupLeftForGood,
    /// <summary>Groups could not be read for more than a day.</summary>
    GroupsUnread,
    /// <summary>The SCIM connection of the hub's groups ends, or has ended.</summary>
    ScimConnectionEnds,
    /// <summary>A provider did not notify of changes.</summary>
    GroupNotificationsSilent,
}

/// <summary>The names of <see cref="NotificationEvent"/> and <see cref="OwnersWord"/> in the API.</summary>
public static class NotificationEvents
{
    private static readonly FrozenDictionary<string, NotificationEvent> byName = Enum.GetValues<NotificationEvent>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>What a target can choose.</summary>
    public static IReadOnlyList<NotificationEvent> Chosen { get; } = [.. Enum.GetValues<NotificationEvent>().Where(what => what != NotificationEvent.Test)];

    /// <summary>The name, for example <c>taskEnded</c>.</summary>
    /// <param name="what">The event.</param>
    public static string NameOf(NotificationEvent what) => Camel(what.ToString());

    /// <summary>The name, for example <c>hubTakenOver</c>, which is also that of the entry in the activity.</summary>
    /// <param name="what">What Owners are told.</param>
    public static string NameOf(OwnersWord what) => Camel(what.ToString());

    /// <summary>The event of a name that can be chosen, or null.</summary>
    /// <param name="name">The name.</param>
    public static NotificationEvent? Find(string? name) => name is not null && byName.TryGetValue(name, out var found) && found != NotificationEvent.Test ? found : null;

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
