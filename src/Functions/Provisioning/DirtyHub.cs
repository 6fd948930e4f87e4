using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>What is known about a hub's being in step with its teams and groups.</summary>
/// <param name="HubId">The hub.</param>
public sealed record DirtyHub(string HubId)
{
    /// <summary>Raised by every change that may concern the hub.</summary>
    public long Version { get; init; }

    /// <summary>The version that the hub is in step with.</summary>
    public long Done { get; init; }

    /// <summary>The one run that takes up changes; whatever is marked while it does so, it looks at before it ends.</summary>
    public string? TaskId { get; init; }

    /// <summary>The plan whose writing was begun and whose effects in the app nobody has started yet.</summary>
    public string? Begun { get; init; }

    /// <summary>What marked it last.</summary>
    public TaskTrigger Trigger { get; init; } = TaskTrigger.Team;

    /// <summary>Who did.</summary>
    public string ActorId { get; init; } = "";

    /// <summary>What people call them.</summary>
    public string ActorName { get; init; } = "";

    /// <summary>Runs that failed since the last mark.</summary>
    public int Failures { get; init; }

    /// <summary>When the watchdog may start a run again that failed.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When the groups of the hub are to be read again, because somebody is missed in one; null where nobody is.</summary>
    public DateTimeOffset? AgainAt { get; init; }

    /// <summary>A person stopped the run: the next change starts one, and nobody else.</summary>
    public bool IsStopped { get; init; }

    /// <summary>When it was stored, by the storage's clock.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>Whether there is something to look at, or to finish.</summary>
    public bool IsDirty => Version > Done || Begun is not null;

    /// <summary>On whose behalf its run is started. Their role was looked at when they asked.</summary>
    public Caller Actor => new(ActorId, ActorName, WorkspaceRole.User, IsPerson: true, InPerson: false);
}
