namespace Seatkeeper.AhrefsSimulator.Model;

/// <summary>Behaviour of a world that is no workspace's own.</summary>
public sealed record WorldOptions
{
    /// <summary>What a page load without a session gives: redirect, dialog, blank or oops.</summary>
    public string DeadSessionStyle { get; init; } = "redirect";

    /// <summary>The check on the sign-in page: auto, fail, interactive or closedShadow.</summary>
    public string Turnstile { get; init; } = "auto";

    /// <summary>How long the automatic check takes, in milliseconds.</summary>
    public int TurnstileMs { get; init; } = 800;

    public bool TotpAutoSubmit { get; init; } = true;

    /// <summary>How many earlier 30-second steps are accepted besides the current one.</summary>
    public int TotpToleranceSteps { get; init; } = 1;

    public bool MembersCanSeeList { get; init; }

    /// <summary>What inviting a pending address does: skip, resend, error or double; double only by another click, for what the browser repeats by itself no automation can help.</summary>
    public string DuplicateInvite { get; init; } = "skip";

    public bool CancelFreesSeat { get; init; } = true;

    /// <summary>Every call lists the members in another order.</summary>
    public bool UnstableSort { get; init; }

    public bool TestIds { get; init; }
    public int SlidingMinutes { get; init; } = 30;
    public int AbsoluteMinutes { get; init; } = 12 * 60;
    public RequestBudget? Budget { get; init; } = new();
}

/// <summary>What one session may ask for in a minute before the referee objects.</summary>
public sealed record RequestBudget(int PageLoadsPerMinute = 60, int CallsPerMinute = 300);
