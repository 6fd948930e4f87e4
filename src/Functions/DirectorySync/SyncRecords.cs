using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>People are to be read up to now.</summary>
public sealed record DirectoryToRead(AutomationStep Step);

/// <summary>They were read.</summary>
/// <param name="Counts">What came of it.</param>
/// <param name="Trouble">Why not, or not yet.</param>
public sealed record DirectoryRead(SyncCounts? Counts = null, StepTrouble? Trouble = null) : IStepResult
{
    /// <summary>Whether who is out leaves before groups are looked at; false in what was read by an earlier version, whose run goes on in its own order.</summary>
    public bool LeavesFirst { get; init; }
}

/// <summary>How many people became what.</summary>
public sealed record SyncCounts(int Added = 0, int Changed = 0, int Linked = 0, int Moved = 0, int Missing = 0)
{
    /// <summary>For people.</summary>
    public override string ToString() => $"{Added} added, {Changed} changed, {Linked} found again, {Moved} came or went, {Missing} missing in the list";
}

/// <summary>How a run ends.</summary>
public sealed record SyncEnd(AutomationStep Step, Failure? Stopped = null);
