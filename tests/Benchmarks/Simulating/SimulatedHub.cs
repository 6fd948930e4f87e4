using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>One hub, and what became of its check.</summary>
internal sealed class SimulatedHub(string id, TimeSpan service)
{
    public string Id { get; } = id;

    /// <summary>How long a read of it has the browser.</summary>
    public TimeSpan Service { get; } = service;

    /// <summary>How often its next reads fail.</summary>
    public int Failures { get; set; }

    /// <summary>How long somebody else works on its workspace when its check begins.</summary>
    public TimeSpan Taken { get; set; }

    /// <summary>Whether somebody has its workspace right now.</summary>
    public bool IsHeld { get; set; }

    public TimeSpan? Started { get; set; }

    public TimeSpan? Done { get; set; }

    /// <summary>Why its check failed.</summary>
    public FailureKind? Failure { get; set; }
}
