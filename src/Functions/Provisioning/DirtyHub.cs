using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>What is known about a hub's being in step with its teams and groups.</summary>
/// <param name="HubId">The hub.</param>
public sealed record DirtyHub(string HubId)
{
    // A run starts three at most, and the next plan forgets them: more than a column holds are never there.
    private const int MostPast = 200;

    // A column holds 32,768 characters: eight hundred people by ids of Entra. More who wait for others to go are not to be expected in a hub, and are not remembered.
    private const int LongestHindered = 30_000;

    /// <summary>Raised by every change that may concern the hub.</summary>
    public long Version { get; init; }

    /// <summary>The version that the hub is in step with.</summary>
    public long Done { get; init; }

    /// <summary>The one run that takes up changes; whatever is marked while it does so, it looks at before it ends.</summary>
    public string? TaskId { get; init; }

    /// <summary>The plan whose writing was begun and whose effects in the app nobody has started yet.</summary>
    public string? Begun { get; init; }

    /// <summary>The last plan on top of what was begun that people were told of.</summary>
    public string? Told { get; init; }

    /// <summary>Tasks that did something on behalf of the hub's teams and groups, or were refused it, and whose people no plan has looked at since: their ids, with blanks between.</summary>
    public string Past { get; init; } = "";

    /// <summary>People who are given a seat and were not invited, because somebody with their address is in the app: every run looks whether they still are. Their ids, with blanks between.</summary>
    public string Hindered { get; init; } = "";

    /// <summary>Whether one of them was refused something: then the hub is looked at again by itself.</summary>
    public bool WasRefused { get; init; }

    /// <summary>Whether nobody has seen yet what came of something that one of them sent: once a check has read the members, it is looked at.</summary>
    public bool AwaitsRead { get; init; }

    /// <summary>What marked it last.</summary>
    public TaskTrigger Trigger { get; init; } = TaskTrigger.Team;

    /// <summary>Who did.</summary>
    public string ActorId { get; init; } = "";

    /// <summary>What people call them.</summary>
    public string ActorName { get; init; } = "";

    /// <summary>Runs that failed since the last mark.</summary>
    public int Failures { get; init; }

    /// <summary>Tasks in a row, on behalf of its teams and groups, of which something failed in the app by trouble that passes.</summary>
    public int EffectFailures { get; init; }

    /// <summary>When the watchdog may start a run again that failed.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When the groups of the hub are to be read again, because somebody is missed in one; null where nobody is.</summary>
    public DateTimeOffset? AgainAt { get; init; }

    /// <summary>When the round of the daily check began that marked it last.</summary>
    public DateTimeOffset? MarkedDailyAt { get; init; }

    /// <summary>A person stopped the run: the next change starts one, or the next day, and nobody else.</summary>
    public bool IsStopped { get; init; }

    /// <summary>It was restored from a backup, among whose people are those who left since: what it is told of is marked, and no run started, until a person asks for one, or the next day.</summary>
    public bool IsHeld { get; init; }

    /// <summary>It was marked after a person had asked its run to stop: that run answers for nothing that was marked since.</summary>
    public bool IsMarkedSinceStop { get; init; }

    /// <summary>When it was stored, by the storage's clock.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>Whether there is something to look at, or to finish.</summary>
    public bool IsDirty => Version > Done || Begun is not null || WasRefused;

    /// <summary>Ids of the tasks of <see cref="Past"/>.</summary>
    public IReadOnlyList<string> PastTasks => Past.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The people of <see cref="Hindered"/>.</summary>
    public IReadOnlyList<string> HinderedPeople => Hindered.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The same with who is hindered by now.</summary>
    /// <param name="people">Their ids.</param>
    public DirtyHub Hindering(IEnumerable<string> people)
    {
        var left = LongestHindered;
        return this with { Hindered = string.Join(' ', people.TakeWhile(person => (left -= person.Length + 1) >= 0)) };
    }

    /// <summary>The same with a task that has ended.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="past">What it came to.</param>
    /// <param name="times">When what failed is tried again: later and later.</param>
    public DirtyHub Remembering(string taskId, IReadOnlyCollection<PastEffect> past, ProvisionTimes times)
    {
        ArgumentNullException.ThrowIfNull(past);
        ArgumentNullException.ThrowIfNull(times);
        var known = PastTasks.Contains(taskId, StringComparer.Ordinal);
        var (refused, failed) = (past.Any(effect => effect is { WasDone: false, Failed: null }), past.Any(effect => effect is { WasDone: false, PassesByItself: true }));
        var remembered = this with
        {
            Past = string.Join(' ', PastTasks.Append(taskId).Distinct(StringComparer.Ordinal).TakeLast(MostPast)),
            WasRefused = WasRefused || refused || failed,
        };
        if (!failed)
            return remembered with { EffectFailures = past.All(effect => effect.WasDone) ? 0 : EffectFailures };

        // Remembered a second time it is the same failure. What else waits to be looked at does not wait for it.
        return known ? remembered : remembered with { EffectFailures = EffectFailures + 1, NotBefore = IsDirty || refused ? NotBefore : times.NextTry(EffectFailures) };
    }

    /// <summary>The same once a plan has looked at what some tasks came to, and its effects were started.</summary>
    /// <param name="taskIds">The tasks.</param>
    /// <param name="unseen">Those of them that are remembered all the same, until somebody has seen what came of them: no run is started for that.</param>
    public DirtyHub Forgetting(IReadOnlyCollection<string> taskIds, IReadOnlyCollection<string> unseen)
    {
        var isNew = PastTasks.Except(taskIds, StringComparer.Ordinal).Any();
        return this with
        {
            Past = string.Join(' ', PastTasks.Except(taskIds.Except(unseen, StringComparer.Ordinal), StringComparer.Ordinal)),
            WasRefused = WasRefused && isNew,
            AwaitsRead = unseen.Count > 0,
        };
    }

    /// <summary>On whose behalf its run is started. Their role was looked at when they asked.</summary>
    public Caller Actor => new(ActorId, ActorName, WorkspaceRole.User, IsPerson: true, InPerson: false);
}
