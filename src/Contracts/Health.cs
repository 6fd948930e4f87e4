namespace Seatkeeper.Contracts;

/// <summary>The process is up.</summary>
/// <param name="Status">Always <c>live</c>.</param>
public sealed record LivenessResponse(string Status);

/// <summary>Whether everything that work needs can be reached.</summary>
/// <param name="Status"><c>ready</c> or <c>notReady</c>; directory and page map decide nothing about that.</param>
/// <param name="Checks">Each thing that was looked at.</param>
public sealed record ReadinessResponse(string Status, IReadOnlyList<ReadinessCheck> Checks);

/// <summary>One thing that work needs.</summary>
/// <param name="Name"><c>storage</c>, <c>secrets</c>, <c>browser</c>, <c>directory</c> or <c>pageMap</c>.</param>
/// <param name="Ok">Whether it could be reached.</param>
/// <param name="Detail">What is wrong, how the directory is followed, or that an operator's page map is not in force; else null.</param>
public sealed record ReadinessCheck(string Name, bool Ok, string? Detail);
