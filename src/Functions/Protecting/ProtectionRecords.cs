using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Protecting;

/// <summary>What a sign-in showed of credentials that had been sent.</summary>
public enum Settlement
{
    /// <summary>There was nothing to find out.</summary>
    Nothing,
    /// <summary>The new ones are in force.</summary>
    Promoted,
    /// <summary>The old ones are in force, and the new ones are forgotten.</summary>
    Dropped,
}

/// <summary>What is known of an account's credentials after a settlement.</summary>
/// <param name="Settlement">What was found out.</param>
/// <param name="Trouble">Why it is not known yet.</param>
public sealed record SettledCredentials(Settlement Settlement = Settlement.Nothing, StepTrouble? Trouble = null) : IStepResult;

/// <summary>What came of a step that changes something in the app: nothing that is known before somebody signed in.</summary>
/// <param name="Trouble">Why nothing was sent.</param>
public sealed record SentChange(StepTrouble? Trouble = null) : IStepResult;

/// <summary>How protecting waits. Section <c>Protection</c>.</summary>
public sealed class ProtectionOptions
{
    /// <summary>How long after it was sent a change may still take effect; before that, credentials that do not work yet are kept.</summary>
    public TimeSpan Settling { get; set; } = TimeSpan.FromMinutes(10);
}
