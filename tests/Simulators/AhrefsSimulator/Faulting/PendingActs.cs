namespace Seatkeeper.AhrefsSimulator.Faulting;

/// <summary>What somebody else's hand will do once the automation has come to a certain point.</summary>
public sealed class PendingActs
{
    private readonly List<Waiting> waiting = [];

    public static readonly IReadOnlyList<string> Moments = ["now", "beforeNextRead", "beforeNextSubmit", "afterNextRead", "afterNextSubmit"];

    /// <summary>What nobody has come to yet.</summary>
    public int Count => waiting.Count;

    /// <summary>Lets something wait for a moment, of any call or of the one named; from the first on, or for a later one.</summary>
    public void Add(string when, Action act, string? call = null, int nth = 1) => waiting.Add(new Waiting(when, call, act) { Left = nth });

    /// <summary>Lets everything happen that waited for this moment. The world's gate is held.</summary>
    public void Reach(string moment, string call)
    {
        var due = waiting.Where(w => w.When == moment && (w.Call ?? call) == call && --w.Left <= 0).ToList();
        waiting.RemoveAll(due.Contains);
        foreach (var one in due) one.Act();
    }

    private sealed class Waiting(string when, string? call, Action act)
    {
        public string When { get; } = when;
        public string? Call { get; } = call;
        public Action Act { get; } = act;
        public int Left { get; set; }
    }
}
