namespace Seatkeeper.Benchmarks.Groups;

/// <summary>What one schedule came to.</summary>
/// <param name="First">The seed that the soak began with.</param>
/// <param name="Seed">The seed that draws this schedule again: <c>--seed N --runs 1</c>.</param>
/// <param name="Steps">What happened in it, in order.</param>
/// <param name="Kills">How often it killed the app.</param>
/// <param name="Seconds">Its part of the time of the schedules that were played with it.</param>
/// <param name="Violations">What model and journal have against it.</param>
internal sealed record GroupsLine(int First, int Seed, IReadOnlyList<string> Steps, int Kills, double Seconds, IReadOnlyList<string> Violations)
{
    /// <summary>Removals that a person was asked about while it was played.</summary>
    public int Approvals { get; init; }

    /// <summary>Leavers that a person confirmed while it was played, since their group was found empty or the directory had not listed them.</summary>
    public int Confirmations { get; init; }

    /// <summary>What the automation did to people of the schedule on the site.</summary>
    public int Effects { get; init; }
}
