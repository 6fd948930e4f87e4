using System.Collections.Frozen;

namespace Seatkeeper.Domain.Failures;

/// <summary>What one kind of refusal means for the caller of the API.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The problem's title, the same for every occurrence.</param>
/// <param name="Remedy">What the caller can do, in one sentence.</param>
public sealed record RefusalDescription(RefusalKind Kind, int Status, string Title, string Remedy);

/// <summary>Tells for every <see cref="RefusalKind"/> its HTTP status, its title and its remedy.</summary>
public static class RefusalCatalog
{
    private static readonly FrozenDictionary<RefusalKind, RefusalDescription> ByKind = new RefusalDescription[]
    {
        new(RefusalKind.Invalid, 400, "The request breaks a rule", "Correct the fields that are named, then send it again."),
        new(RefusalKind.NotAuthenticated, 401, "Nobody is calling", "Send a valid API key or access token."),
        new(RefusalKind.NotAllowed, 403, "The role does not suffice", "Ask somebody with a higher role, or to be given one."),
        new(RefusalKind.NotFound, 404, "Not found", "Check the id; what you may not see is not found either."),
        new(RefusalKind.IdentifierTaken, 409, "The business unique identifier is taken", "Choose another identifier."),
        new(RefusalKind.AutomationAccountMissing, 409, "There is no automation account", "Save an automation account of the app first."),
        new(RefusalKind.AutomationAccountInUse, 409, "The automation account is in use", "Choose an account that no hub uses."),
        new(RefusalKind.AlreadyMatched, 409, "The person is matched already", "Undo the other match first."),
        new(RefusalKind.HeldByTeam, 409, "A team holds the seat", "Change the team that is named."),
        new(RefusalKind.HeldByGroup, 409, "A group holds the seat", "Change the group that is named."),
        new(RefusalKind.LastOwner, 409, "The hub would be left without an Owner", "Make somebody else an Owner first."),
        new(RefusalKind.StageNotAllowed, 409, "Not possible at this stage", "Look at the present state, and wait until it allows this."),
        new(RefusalKind.PlanChanged, 409, "The plan changed", "Look at the present plan and decide on that."),
        new(RefusalKind.AccountInUse, 409, "The account is in use", "Give the hub another account first."),
        new(RefusalKind.PreconditionFailed, 412, "The resource changed", "Read it again, then repeat the change with the new ETag."),
        new(RefusalKind.TooLarge, 413, "The body is too large", "Send less than 1 MiB at once."),
        new(RefusalKind.NotSupportedByApp, 422, "The app cannot do it", "Choose something that the app's catalog entry lists."),
        new(RefusalKind.IdempotencyKeyReused, 422, "The idempotency key was used for something else", "Use a new key for a new request."),
        new(RefusalKind.TooManyRequests, 429, "Too many requests", "Wait as long as Retry-After says, then send it again."),
    }.ToFrozenDictionary(entry => entry.Kind);

    /// <summary>What a kind means.</summary>
    /// <param name="kind">The kind.</param>
    public static RefusalDescription Describe(RefusalKind kind) => ByKind[kind];
}
