namespace Seatkeeper.Benchmarks.Groups;

/// <summary>A person's yes to the loss of one seat.</summary>
/// <param name="TaskId">The task that asked.</param>
/// <param name="HubId">Its hub.</param>
/// <param name="Email">Who may go.</param>
/// <param name="At">When it was said.</param>
internal sealed record ApprovedLoss(string TaskId, string HubId, string Email, DateTimeOffset At)
{
    /// <summary>When it was over: the task had ended, or asked again. Null while it holds.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it may have been said to this loss.</summary>
    public bool Covers(SiteEffect loss) => At <= loss.At && !(Until < loss.At) && string.Equals(Email, loss.Email, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Whom a person let go, and how long each yes held: no longer than the task that had asked.</summary>
internal sealed class ApprovedLosses
{
    private readonly List<ApprovedLoss> all = [];

    /// <summary>The tasks whose yes still holds.</summary>
    public IReadOnlyList<string> OpenTasks => [.. all.Where(given => given.Until is null).Select(given => given.TaskId).Distinct(StringComparer.Ordinal)];

    /// <summary>What was said about the losses of one hub.</summary>
    public IReadOnlyList<ApprovedLoss> Of(string hubId) => [.. all.Where(given => given.HubId == hubId)];

    /// <summary>A person said yes to what a task asks. Where it had asked before, what was said to that is over.</summary>
    public void Add(string taskId, string hubId, IEnumerable<string> emails, DateTimeOffset at)
    {
        End(taskId, at);
        all.AddRange(emails.Select(email => new ApprovedLoss(taskId, hubId, email, at)));
    }

    /// <summary>A task has ended, and what was said to it is over.</summary>
    public void End(string taskId, DateTimeOffset at)
    {
        for (var one = 0; one < all.Count; one++)
        {
            if (all[one] is { Until: null } given && given.TaskId == taskId)
                all[one] = given with { Until = at };
        }
    }
}
