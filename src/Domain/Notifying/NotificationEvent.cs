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

/// <summary>The names of <see cref="NotificationEvent"/> in the API.</summary>
public static class NotificationEvents
{
    private static readonly FrozenDictionary<string, NotificationEvent> byName = Enum.GetValues<NotificationEvent>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>What a target can choose.</summary>
    public static IReadOnlyList<NotificationEvent> Chosen { get; } = [.. Enum.GetValues<NotificationEvent>().Where(what => what != NotificationEvent.Test)];

    /// <summary>The name, for example <c>taskEnded</c>.</summary>
    /// <param name="what">The event.</param>
    public static string NameOf(NotificationEvent what)
    {
        var name = what.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>The event of a name that can be chosen, or null.</summary>
    /// <param name="name">The name.</param>
    public static NotificationEvent? Find(string? name) => name is not null && byName.TryGetValue(name, out var found) && found != NotificationEvent.Test ? found : null;
}
