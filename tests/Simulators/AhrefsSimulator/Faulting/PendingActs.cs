namespace Seatkeeper.AhrefsSimulator.Faulting;

/// <summary>What somebody else's hand will do once the automation has come to a certain point.</summary>
public sealed class PendingActs
{
    private readonly List<(string When, Action Act)> waiting = [];

    public static readonly IReadOnlyList<string> Moments = ["now", "beforeNextSubmit", "afterNextRead", "afterNextSubmit"];

    public void Add(string when, Action act) => waiting.Add((when, act));

    /// <summary>Lets everything happen that waited for this moment. The world's gate is held.</summary>
    public void Reach(string moment)
    {
        var due = waiting.Where(w => w.When == moment).ToList();
        waiting.RemoveAll(w => w.When == moment);
        foreach (var (_, act) in due) act();
    }
}
