using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Automation;

/// <summary>A question to a person, while which the task holds nothing.</summary>
/// <param name="Step">The task.</param>
/// <param name="Failure">What is the matter.</param>
/// <param name="Deadline">When the question lapses.</param>
/// <param name="Plan">The plan to approve; null where the person has to do something at the app.</param>
public sealed record PersonQuestion(AutomationStep Step, Failure Failure, DateTimeOffset Deadline, PlanToApprove? Plan = null);

/// <summary>A plan that a person has to look at.</summary>
/// <param name="Approval">Where the question is kept: who would go, and why it is asked.</param>
/// <param name="Digest">Names the plan.</param>
/// <param name="LossDigest">Names who would go; an approval holds for any later plan with the same one.</param>
/// <param name="Losses">How many would go.</param>
public sealed record PlanToApprove(string Approval, string Digest, string LossDigest, int Losses);

/// <summary>What a person approved, and who it was.</summary>
public sealed record Approval(string LossDigest, string ByName);

/// <summary>A task that has its answer and wants to go on.</summary>
public sealed record TaskToResume(AutomationStep Step, bool SignInAtOnce);

/// <summary>How a run ended.</summary>
public sealed record RunEnd(AutomationStep Step, AutomatedTaskStatus Status, Failure? Failure = null);
