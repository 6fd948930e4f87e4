namespace Seatkeeper.Domain.Failures;

/// <summary>The closed set of what the API refuses before any work.</summary>
public enum RefusalKind
{
    /// <summary>400: a field breaks a rule; the fields are named.</summary>
    Invalid,
    /// <summary>401: nobody is calling.</summary>
    NotAuthenticated,
    /// <summary>403: the caller's role does not suffice.</summary>
    NotAllowed,
    /// <summary>404: not there, or not for this caller.</summary>
    NotFound,
    /// <summary>409: the business unique identifier is taken.</summary>
    IdentifierTaken,
    /// <summary>409: there is no automation account of that app yet.</summary>
    AutomationAccountMissing,
    /// <summary>409: another hub uses the automation account.</summary>
    AutomationAccountInUse,
    /// <summary>409: the person is matched already in this hub.</summary>
    AlreadyMatched,
    /// <summary>409: a team's grant holds the seat.</summary>
    HeldByTeam,
    /// <summary>409: an IdP group's grant holds the seat.</summary>
    HeldByGroup,
    /// <summary>409: the hub would be left without an Owner.</summary>
    LastOwner,
    /// <summary>409: what is asked is not possible in the present state.</summary>
    StageNotAllowed,
    /// <summary>409: the plan that was decided on is not the present one.</summary>
    PlanChanged,
    /// <summary>409: a hub uses the account.</summary>
    AccountInUse,
    /// <summary>413: the body is over 1 MiB.</summary>
    TooLarge,
    /// <summary>422: the app cannot do it.</summary>
    NotSupportedByApp,
    /// <summary>422: the idempotency key was used with another body.</summary>
    IdempotencyKeyReused,
    /// <summary>412: the resource changed since it was read.</summary>
    PreconditionFailed,
    /// <summary>429: too many calls.</summary>
    TooManyRequests,
}

/// <summary>What the API refuses, and why.</summary>
/// <param name="Kind">The rule that was broken.</param>
/// <param name="Detail">A sentence for the caller that names the field and the rule.</param>
/// <param name="Fields">The rules broken, by camelCase name of the field.</param>
/// <param name="Link">Where to go on, a path of the API.</param>
/// <param name="RetryAfter">How long to wait before asking again makes sense.</param>
public sealed record Refusal(
    RefusalKind Kind,
    string Detail,
    IReadOnlyDictionary<string, string[]>? Fields = null,
    string? Link = null,
    TimeSpan? RetryAfter = null);

/// <summary>Carries a <see cref="Refusal"/> up to the one place that turns it into an HTTP answer.</summary>
/// <param name="refusal">What is refused.</param>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Detail)
{
    /// <summary>A refusal without fields.</summary>
    /// <param name="kind">The rule that was broken.</param>
    /// <param name="detail">A sentence for the caller.</param>
    public RefusedException(RefusalKind kind, string detail) : this(new Refusal(kind, detail)) { }

    /// <summary>What is refused.</summary>
    public Refusal Refusal { get; } = refusal;
}
