using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Matching;

/// <summary>Matches that are to be made; the wish is kept with the task.</summary>
public sealed record MatchesToMake(AutomationStep Step);

/// <summary>Whether they were gone through; what came of each is in the task's items.</summary>
/// <param name="Trouble">Why not.</param>
public sealed record MadeMatches(StepTrouble? Trouble = null) : IStepResult;

/// <summary>How a task of matches ends.</summary>
/// <param name="Step">The task.</param>
/// <param name="Stopped">What ended it early.</param>
public sealed record MatchesEnd(AutomationStep Step, Failure? Stopped = null);
