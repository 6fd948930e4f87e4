using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Which account a hub is to sign in with.</summary>
public sealed record ReplacementWish(string AccountId);

/// <summary>What signing in with the new account gave.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Connection">Who it is, with which role, and which workspace is open.</param>
/// <param name="Trouble">Why there is nothing.</param>
public sealed record ReplacementVerified(string AccountId = "", VerifiedConnection? Connection = null, StepTrouble? Trouble = null) : IStepResult;

/// <summary>A verified account that the hub is to sign in with from now on.</summary>
public sealed record ReplacementToMake(AutomationStep Step, string AccountId, VerifiedConnection Connection);

/// <summary>Whether the hub signs in with the new account.</summary>
public sealed record ReplacementMade(StepTrouble? Trouble = null) : IStepResult;

/// <summary>How a replacement ends.</summary>
/// <param name="Step">The task.</param>
/// <param name="Failure">Why the old account stayed; null where it was replaced.</param>
public sealed record ReplacementEnd(AutomationStep Step, Failure? Failure = null);
