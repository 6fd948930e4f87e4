using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Connecting;

/// <summary>What signing in and looking around gave.</summary>
public sealed record ConnectionVerified(VerifiedConnection? Connection = null, StepTrouble? Trouble = null) : IStepResult;

/// <summary>A verified connection that is to be saved.</summary>
public sealed record ConnectionToSave(AutomationStep Step, VerifiedConnection Connection);

/// <summary>Whether the hub is connected now, and the id of its first check.</summary>
public sealed record ConnectionSaved(string FirstCheckId = "", StepTrouble? Trouble = null) : IStepResult;

/// <summary>How a connection ended.</summary>
public sealed record ConnectionEnd(AutomationStep Step, AutomatedTaskStatus Status, Failure? Failure = null);
