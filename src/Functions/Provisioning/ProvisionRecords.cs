using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>A hub that is to be brought in step with its teams and groups.</summary>
public sealed record ProvisionToPlan(AutomationStep Step);

/// <summary>The plan that was made; it is in a blob itself.</summary>
/// <param name="Plan">Its reference.</param>
/// <param name="Trouble">Why there is none.</param>
public sealed record PlannedProvision(string Plan = "", StepTrouble? Trouble = null) : IStepResult;

/// <summary>A plan that is to be written, or whose effects are to be started.</summary>
public sealed record ProvisionToDo(AutomationStep Step, string Plan);

/// <summary>What was written.</summary>
/// <param name="IsCurrent">False where something changed meanwhile: then all of it is planned together.</param>
/// <param name="Trouble">Why nothing was.</param>
public sealed record AppliedProvision(bool IsCurrent = false, StepTrouble? Trouble = null) : IStepResult;

/// <summary>What was started in the app.</summary>
/// <param name="TaskIds">The tasks.</param>
/// <param name="IsCurrent">False where something changed meanwhile, so that the run goes on.</param>
/// <param name="Trouble">Why not, or why not yet.</param>
public sealed record StartedEffects(IReadOnlyList<string> TaskIds, bool IsCurrent = false, StepTrouble? Trouble = null) : IStepResult;

/// <summary>Tasks that are waited for.</summary>
public sealed record EffectsToAwait(AutomationStep Step, IReadOnlyList<string> TaskIds);

/// <summary>All of them have ended, or wait for a person.</summary>
/// <param name="Trouble">Not yet.</param>
public sealed record AwaitedEffects(StepTrouble? Trouble = null) : IStepResult;

/// <summary>How a run ends.</summary>
/// <param name="Step">The task.</param>
/// <param name="TaskIds">The tasks that it started in the app.</param>
/// <param name="Stopped">What ended it early.</param>
public sealed record ProvisionEnd(AutomationStep Step, IReadOnlyList<string> TaskIds, Failure? Stopped = null);

/// <summary>How a run ended.</summary>
public sealed record ProvisionDone(AutomatedTaskStatus Status);
