using Seatkeeper.Domain.Notifying;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>An address that notifications are sent to, as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where they go.</param>
/// <param name="HubId">The hub, or null for all.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Events">What it is told.</param>
/// <param name="CreatedById">Who added it.</param>
/// <param name="CreatedAt">When.</param>
public sealed record NotificationTarget(
    string Id, string Url, string? HubId, string? Label, IReadOnlyList<NotificationEvent> Events, string CreatedById, DateTimeOffset CreatedAt)
{
    public DateTimeOffset? DisabledAt { get; init; }
    public DateTimeOffset? LastDeliveryAt { get; init; }
    public DateTimeOffset? LastFailureAt { get; init; }
    public string? LastFailure { get; init; }

    /// <summary>Its host and port, for logs and the record: the rest of an address may hold what its owner wants to keep.</summary>
    public string Host => new Uri(Url).Authority;

    /// <summary>The name of its secret in the secret store.</summary>
    public string SecretName => SecretNameOf(Id);

    /// <summary>The name of a target's secret in the secret store.</summary>
    public static string SecretNameOf(string id) => $"notify-{id}";
}

/// <summary>How calls of a target went.</summary>
/// <param name="DeliveredAt">When one went well.</param>
/// <param name="FailedAt">When one failed.</param>
/// <param name="Failure">Why, in a few words.</param>
public sealed record TargetNews(DateTimeOffset? DeliveredAt = null, DateTimeOffset? FailedAt = null, string? Failure = null);
