namespace Seatkeeper.Domain.Failures;

/// <summary>
/// The closed set of ways in which automated work can fail. What each one means for a retry, for the effect and for
/// the person in charge is told by <c>FailureCatalog</c>.
/// </summary>
public enum FailureKind
{
    /// <summary>The site rejected the address or password; never tried twice.</summary>
    InvalidCredentials,
    /// <summary>The site asks for a one-time code and no TOTP secret is saved.</summary>
    TotpRequired,
    /// <summary>The site refused the one-time code.</summary>
    TotpRejected,
    /// <summary>The local clock is more than 20 seconds off the site's.</summary>
    ClockSkew,
    /// <summary>The site waits until a mailed link is opened.</summary>
    EmailLinkRequired,
    /// <summary>A human check stands in the way.</summary>
    ChallengeRequired,
    /// <summary>The account is locked or suspended.</summary>
    AccountLocked,
    /// <summary>Password sign-in is not offered for this account.</summary>
    SsoRequired,
    /// <summary>The site forces the account to enrol a second factor.</summary>
    TwoFactorEnrollmentRequired,
    /// <summary>The session died and could not be renewed.</summary>
    SessionExpired,
    /// <summary>Another workspace, or another person's session, is open than the one that was pinned.</summary>
    WrongWorkspace,
    /// <summary>The automation account is no longer Admin or Owner.</summary>
    InsufficientRole,
    /// <summary>A required element of the page is missing, ambiguous or renamed.</summary>
    PageContractBroken,
    /// <summary>An unknown dialog covers the page.</summary>
    UnexpectedOverlay,
    /// <summary>The list could not be read to its end.</summary>
    ReadIncomplete,
    /// <summary>Counts, rows or JSON disagree with one another.</summary>
    ReadInconsistent,
    /// <summary>The list cannot be true: empty, without Owner, with two Owners, or without the account itself.</summary>
    ReadImplausible,
    /// <summary>A role text that is not in the page map.</summary>
    UnknownRole,
    /// <summary>The role is not offered on this plan.</summary>
    RoleNotAvailable,
    /// <summary>The person is not there, although presence was needed.</summary>
    MemberNotFound,
    /// <summary>The person is a member already.</summary>
    AlreadyMember,
    /// <summary>The person has an invitation already.</summary>
    AlreadyInvited,
    /// <summary>More than one row could be the person meant.</summary>
    AmbiguousIdentity,
    /// <summary>The address mixes scripts, can be confused with another, or holds control characters.</summary>
    SuspiciousIdentity,
    /// <summary>The Owner, the automation account, or another protected person.</summary>
    ProtectedMember,
    /// <summary>The plan allows no more seats.</summary>
    SeatLimitReached,
    /// <summary>The step would cost money.</summary>
    SeatPurchaseNeedsApproval,
    /// <summary>The subscription is unpaid, cancelled, or of a kind without members.</summary>
    SubscriptionProblem,
    /// <summary>The site asked to slow down.</summary>
    RateLimited,
    /// <summary>The site is down, or could not be reached.</summary>
    SiteUnavailable,
    /// <summary>A step took too long, and nothing was sent.</summary>
    TimeoutBeforeSubmit,
    /// <summary>Something was sent, and no trustworthy answer came.</summary>
    EffectUnknown,
    /// <summary>The site said success, and the list says otherwise.</summary>
    EffectNotApplied,
    /// <summary>Something other than the wish happened.</summary>
    EffectDiverged,
    /// <summary>The state moved between reading and submitting.</summary>
    ConcurrentChange,
    /// <summary>A guard on the page fired.</summary>
    SafetyStop,
    /// <summary>The browser crashed, was closed, or lost its driver.</summary>
    BrowserFailure,
    /// <summary>The session was made in a browser with a window, and there is none with one here.</summary>
    WindowRequired,
    /// <summary>The caller stopped the work.</summary>
    Cancelled,
    /// <summary>Too many people would lose their seat at once.</summary>
    GuardTripped,
    /// <summary>Another run took over the workspace.</summary>
    LeaseLost,
    /// <summary>The work took longer than it may.</summary>
    DeadlineExceeded,
    /// <summary>Another hub is connected to the same workspace of the app.</summary>
    WorkspaceAlreadyConnected,
    /// <summary>The account sees several workspaces and none was named.</summary>
    WorkspaceNotChosen,
    /// <summary>A secret could not be read from, or written to, the secret store.</summary>
    SecretUnavailable,
    /// <summary>The secret store asked to slow down.</summary>
    SecretsThrottled,
    /// <summary>The secret store does not let the app do what it has to.</summary>
    SecretsForbidden,
    /// <summary>A secret is larger than the secret store takes.</summary>
    SecretTooLarge,
    /// <summary>The corporate directory could not be read.</summary>
    DirectoryUnavailable,
    /// <summary>Storage could not be reached.</summary>
    StorageUnavailable,
    /// <summary>A fault of Seatkeeper itself.</summary>
    Unexpected,
}

/// <summary>The step during which something failed.</summary>
public enum FailurePhase
{
    /// <summary>Outside the app's site: storage, planning, waiting.</summary>
    None,
    /// <summary>Signing in.</summary>
    Login,
    /// <summary>Getting to a page.</summary>
    Navigate,
    /// <summary>Reading a page.</summary>
    Read,
    /// <summary>Filling in what is to be sent.</summary>
    Prepare,
    /// <summary>Sending it.</summary>
    Submit,
    /// <summary>Reading the effect back.</summary>
    Verify,
}

/// <summary>What a failed step changed in the app.</summary>
public enum FailureEffect
{
    /// <summary>Nothing was changed.</summary>
    None,
    /// <summary>A change took place.</summary>
    Applied,
    /// <summary>It is not known whether a change took place; read before deciding.</summary>
    Unknown,
}

/// <summary>Whether trying again helps, and after what.</summary>
public enum FailureRetry
{
    /// <summary>Trying again gives the same answer.</summary>
    Never,
    /// <summary>The trouble passes by itself: wait, then try again.</summary>
    AfterDelay,
    /// <summary>Read the present state first, then decide.</summary>
    AfterReconcile,
    /// <summary>A person has to do something first.</summary>
    AfterHuman,
}
