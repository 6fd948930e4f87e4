namespace Seatkeeper.AhrefsSimulator.Journaling;

/// <summary>Everything that happened in a world, in order. Safe for any thread.</summary>
public sealed class Journal : Journal<JournalEntry, JournalKind>;
