using Seatkeeper.GraphSimulator.Faulting;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Notifying;
using Seatkeeper.GraphSimulator.Subscribing;
using Seatkeeper.GraphSimulator.Tokens;
using Seatkeeper.GraphSimulator.Tracking;

namespace Seatkeeper.GraphSimulator.Worlds;

/// <summary>One test's tenant. Everything in it is guarded by <see cref="Gate"/>, except what says otherwise.</summary>
public sealed class SimWorld : IDisposable
{
    public SimWorld(string id, WorldRecipe recipe, TimeProvider time)
    {
        Id = id;
        Recipe = recipe;
        App = recipe.App;
        Clock = new SimClock(time);
        Random = new Random(recipe.Seed);
        Outbox = new Outbox(this);
    }

    public Lock Gate { get; } = new();
    public string Id { get; }
    public WorldRecipe Recipe { get; }
    public SimClock Clock { get; }
    public Random Random { get; }
    public WorldOptions Options { get; set; } = new();
    public DeliveryOptions Delivery { get; set; } = new();
    public AppRecipe App { get; set; }
    public Tenant Tenant { get; } = new();
    public TokenBook Tokens { get; } = new();
    public DeltaBook Deltas { get; } = new();
    public SubscriptionBook Subscriptions { get; } = new();
    public FaultBook Faults { get; } = new();

    /// <summary>Has a lock of its own.</summary>
    public Journal Journal { get; } = new();

    public Outbox Outbox { get; }

    /// <summary>Writes into the journal what came of something that is no request.</summary>
    public JournalEntry Note(JournalEntry entry) => Journal.Write(entry with { At = Clock.WallNow, SimAt = Clock.Now });

    public void Dispose()
    {
        Faults.ReleaseAll();
        Outbox.Dispose();
    }
}
