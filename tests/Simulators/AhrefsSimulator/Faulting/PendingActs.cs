namespace Seatkeeper.AhrefsSimulator.Faulting;

/// <summary>What somebody else's hand will do once the automation has come to a certain point.</summary>
public sealed class PendingActs
{
    private readonly List<(string When, string? Call, Action Act)> waiting = [];

    public static readonly IReadOnlyList<string> Moments = ["now", "beforeNextSubmit", "afterNextRead", "afterNextSubmit"];

    /// <summary>Lets something wait for a moment, of any call or of the one named.</summary>
    public void Add(string when, Action act, string? call = null) => waiting.Add((when, call, act));

    /// <summary>Lets everything happen that waited for this moment. The world's gate is held.</summary>
    public void Reach(string moment, string call)
    {
        var due = waiting.Where(w => w.When == moment && (w.Call ?? call) == call).ToList();
        waiting.RemoveAll(due.Contains);
        foreach (var (_, _, act) in due) act();
    }
}
