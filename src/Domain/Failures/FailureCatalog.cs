using System.Collections.Frozen;
using Seatkeeper.Domain.Hubs;
using static Seatkeeper.Domain.Failures.FailureEffect;
using static Seatkeeper.Domain.Failures.FailureRetry;

namespace Seatkeeper.Domain.Failures;

/// <summary>Tells for every <see cref="FailureKind"/> what it means for a retry, for the effect and for the person in charge.</summary>
public static class FailureCatalog
{
    private const string AgainByHand = "Nothing tries it again by itself: retry the task (POST /tasks/{id}/retry).";
    private const string AgainOnceKnown = "Nothing tries it again by itself: check for updates to see what is true now, then retry the task (POST /tasks/{id}/retry) if it is still wanted.";

    // Whatever is not here concerns the account, the site, the workspace or the page, and with it everybody who comes after.
    private static readonly FrozenSet<FailureKind> OfOnePerson = FrozenSet.Create(
        FailureKind.MemberNotFound, FailureKind.ProtectedMember, FailureKind.AlreadyMember, FailureKind.AlreadyInvited, FailureKind.AmbiguousIdentity,
        FailureKind.SuspiciousIdentity, FailureKind.RoleNotAvailable, FailureKind.UnknownRole, FailureKind.ConcurrentChange);

    private static readonly FrozenDictionary<FailureKind, FailureDescription> ByKind =
        SignInFailures().Concat(ReadFailures()).Concat(EffectFailures()).Concat(OwnFailures()).ToFrozenDictionary(entry => entry.Kind);

    /// <summary>What a kind means.</summary>
    /// <param name="kind">The kind.</param>
    public static FailureDescription Describe(FailureKind kind) => ByKind[kind];

    /// <summary>What one failure means: an unknown effect is read back before anything else, whatever its kind.</summary>
    /// <param name="failure">The failure.</param>
    public static FailureDescription Describe(Failure failure)
    {
        var description = Describe(failure.Kind);
        return failure.Effect == FailureEffect.Unknown && !description.NeedsPerson
            ? description with { Retry = AfterReconcile, DefaultEffect = FailureEffect.Unknown, IsTransient = false }
            : description;
    }

    /// <summary>What one failure means once its work has ended and nothing follows by itself: that there is "nothing to do" would be untrue.</summary>
    /// <param name="failure">The failure.</param>
    public static FailureDescription DescribeEnded(Failure failure)
    {
        var description = Describe(failure);
        if (Describe(failure.Kind).RemedyOnceEnded is not { } byHand)
            return description;
        return description with { Remedy = failure.Effect == FailureEffect.Unknown ? AgainOnceKnown : byHand };
    }

    /// <summary>Whether a retry policy may repeat the step as it is: the kind is transient, and nothing can have been changed.</summary>
    /// <param name="failure">The failure.</param>
    public static bool MayRepeat(Failure failure) => failure.Effect == None && Describe(failure.Kind).IsTransient;

    /// <summary>Whether the next person's turn may come; what a read of everybody, or the session, came upon concerns everybody.</summary>
    /// <param name="failure">The failure.</param>
    public static bool ConcernsOnePerson(Failure failure) =>
        OfOnePerson.Contains(failure.Kind) && failure.Phase is not (FailurePhase.Login or FailurePhase.Navigate or FailurePhase.Read);

    private static IEnumerable<FailureDescription> SignInFailures() =>
    [
        Person(FailureKind.InvalidCredentials, AttentionReason.ReviewAutomationAccount,
            "The app rejected the account's address or password.",
            "Save the right credentials for the account, then retry."),
        Person(FailureKind.TotpRequired, AttentionReason.ReviewAutomationAccount,
            "The app asks for a one-time code that nobody here can compute.",
            "Answer a task that waits with a code, save the account's TOTP secret, or sign in once by hand, then retry."),
        // The connector waits for the next code and tries once more by itself; what reaches us was refused twice.
        Person(FailureKind.TotpRejected, AttentionReason.ReviewAutomationAccount,
            "The app refused the one-time code.",
            "Save the account's present TOTP secret, then retry."),
        Person(FailureKind.ClockSkew, AttentionReason.ReviewConfiguration,
            "This machine's clock is more than 20 seconds off the app's, so one-time codes cannot be right.",
            "Set the machine's clock by a time server, then retry."),
        Person(FailureKind.EmailLinkRequired, AttentionReason.ReviewAutomationAccount,
            "The app sent a link by mail and waits until it is opened.",
            "Open the link from the account's mailbox, or sign in once by hand, then answer the task that waits, or retry."),
        Person(FailureKind.ChallengeRequired, AttentionReason.WaitingForPerson,
            "The app asks to prove that a human is signing in.",
            "Sign in once by hand, so that the session can be used, then answer the task that waits, or retry."),
        Person(FailureKind.AccountLocked, AttentionReason.ReviewAutomationAccount,
            "The app locked or suspended the account.",
            "Have the account unlocked in the app, then retry."),
        Person(FailureKind.SsoRequired, AttentionReason.ReviewAutomationAccount,
            "The app does not offer a password sign-in for this account.",
            "Use an account that signs in with a password, then retry."),
        Person(FailureKind.TwoFactorEnrollmentRequired, AttentionReason.ReviewAutomationAccount,
            "The app forces the account to set up a second factor.",
            "Set it up by hand, save its TOTP secret, then retry."),
        Transient(FailureKind.SessionExpired, AfterReconcile, None,
            "The session with the app ended and could not be renewed yet.",
            "Nothing to do: the next run signs in again; if it lasts, check the account.",
            AgainByHand + " If it lasts, check the account."),
        Person(FailureKind.WrongWorkspace, AttentionReason.ReviewConfiguration,
            "Another workspace, or another person's session, is open than the one this hub belongs to.",
            "Check in the app that the account can open the hub's workspace, then retry."),
        Person(FailureKind.InsufficientRole, AttentionReason.ReviewAutomationAccount,
            "The automation account is neither Admin nor Owner in the app.",
            "Give the account the Admin role in the app, then retry."),
    ];

    private static IEnumerable<FailureDescription> ReadFailures() =>
    [
        Person(FailureKind.PageContractBroken, AttentionReason.AppLayoutChanged,
            "A page of the app no longer looks as the page map says.",
            "Look at the evidence, update the page map, then retry."),
        Person(FailureKind.UnexpectedOverlay, AttentionReason.AppLayoutChanged,
            "An unknown dialog covers the app's page.",
            "Sign in by hand and answer the dialog, then retry."),
        Transient(FailureKind.ReadIncomplete, AfterDelay, None,
            "The list of members could not be read to its end, so nothing was changed.",
            "Nothing to do: the next check reads it again.",
            AgainByHand),
        Transient(FailureKind.ReadInconsistent, AfterDelay, None,
            "The app's figures and its list of members disagree, so nothing was changed.",
            "Nothing to do: the next check reads it again; if it lasts, compare the list with the app.",
            AgainByHand + " If it lasts, compare the list with the app."),
        Person(FailureKind.ReadImplausible, AttentionReason.ReviewConfiguration,
            "The list of members cannot be true: it is empty, lacks its one Owner, or lacks the automation account.",
            "Open the list in the app with the automation account; when it is right again, retry."),
        Person(FailureKind.UnknownRole, null,
            "The app shows a role that the page map does not know, so this person is not changed.",
            "Add the role's text to the page map, then check again."),
        Person(FailureKind.AmbiguousIdentity, null,
            "More than one entry could be the person meant, so nobody was changed.",
            "Name the person by their full address, or match them by hand."),
        Person(FailureKind.SuspiciousIdentity, null,
            "The address mixes scripts, can be confused with another, or holds hidden characters.",
            "Compare the address letter by letter, then match or remove the person by hand."),
    ];

    private static IEnumerable<FailureDescription> EffectFailures() =>
    [
        Final(FailureKind.RoleNotAvailable,
            "The app does not offer this role on its present plan.",
            "Choose another role, or change the plan in the app."),
        Final(FailureKind.MemberNotFound,
            "The person is in no list of the app.",
            "Check for updates, and compare the address with the one in the app."),
        Final(FailureKind.AlreadyMember,
            "The person is a member already.",
            "Match the member to the person instead of inviting them."),
        Final(FailureKind.AlreadyInvited,
            "The person has an invitation already.",
            "Wait until it is accepted, or send it again."),
        Final(FailureKind.ProtectedMember,
            "This member is the Owner, the automation account, or protected in another way.",
            "Change this member by hand in the app, if it has to be."),
        Person(FailureKind.SeatLimitReached, null,
            "The app's plan allows no more seats.",
            "Free a seat or change the plan in the app, then retry."),
        Person(FailureKind.SeatPurchaseNeedsApproval, null,
            "The step would cost money, and not within what the hub may spend.",
            "Free a seat, buy one in the app, or set the hub's spending and seatPrice, then retry; a price that the app asks to confirm is a person's to confirm there."),
        Person(FailureKind.SubscriptionProblem, AttentionReason.ReviewConfiguration,
            "The app's subscription is unpaid, cancelled, or of a kind without members.",
            "Put the subscription in order in the app, then retry."),
        Transient(FailureKind.RateLimited, AfterDelay, None,
            "The app asked to slow down.",
            "Nothing to do: the work goes on later.",
            AgainByHand),
        Transient(FailureKind.SiteUnavailable, AfterDelay, None,
            "The app is down or could not be reached.",
            "Nothing to do: the work is tried again; if it lasts, check the app's status page and the network.",
            AgainByHand + " If it lasts, check the app's status page and the network."),
        Transient(FailureKind.TimeoutBeforeSubmit, AfterDelay, None,
            "A page of the app took too long, and nothing was sent.",
            "Nothing to do: the work is tried again.",
            AgainByHand),
        Reconciled(FailureKind.EffectUnknown, FailureEffect.Unknown,
            "Something was sent to the app, and no trustworthy answer came.",
            "Check for updates to see what is true now, before anything is repeated."),
        Reconciled(FailureKind.EffectNotApplied, None,
            "The app said that it was done, and its list says otherwise.",
            "Check for updates, then retry; if it happens again, do it by hand and report it."),
        Person(FailureKind.EffectDiverged, AttentionReason.AppLayoutChanged,
            "Something other than the wish happened in the app.",
            "Look at the evidence and at the member in the app, and put it right by hand.") with { DefaultEffect = Applied },
        Reconciled(FailureKind.ConcurrentChange, None,
            "Somebody changed the member in the app at the same time.",
            "Check for updates, then retry."),
        Person(FailureKind.SafetyStop, AttentionReason.AppLayoutChanged,
            "A guard stopped the work, because the page was about to do something else than the wish.",
            "Look at the evidence and at the app's settings before anything is repeated.") with { DefaultEffect = FailureEffect.Unknown },
    ];

    private static IEnumerable<FailureDescription> OwnFailures() =>
    [
        Transient(FailureKind.BrowserFailure, AfterReconcile, None,
            "The browser crashed or was closed.",
            "Nothing to do: the work starts again in a new browser; if it lasts, check the machine's memory.",
            AgainByHand + " If it lasts, check the machine's memory."),
        Person(FailureKind.WindowRequired, AttentionReason.ReviewConfiguration,
            "The session was made by a person in a browser with a window, and here no browser can show one.",
            "Give the app a display and a whole Chromium, as docs/operations.md says, then retry."),
        Final(FailureKind.Cancelled,
            "The work was stopped.",
            "Start it again if it is still wanted."),
        Person(FailureKind.GuardTripped, AttentionReason.WaitingForPerson,
            "More people than usual would lose their seat, so nothing was changed.",
            "Look at the list of who would go, then approve or reject the task."),
        Transient(FailureKind.LeaseLost, AfterReconcile, None,
            "Another run took over the workspace.",
            "Nothing to do: the work goes on when the other run is done.",
            AgainByHand),
        Transient(FailureKind.DeadlineExceeded, AfterReconcile, None,
            "The work took longer than it may.",
            "Nothing to do: it is tried again; if it lasts, look at how fast the app's pages answer.",
            AgainByHand + " If it lasts, look at how fast the app's pages answer."),
        Person(FailureKind.WorkspaceAlreadyConnected, AttentionReason.ReviewConfiguration,
            "Another hub is connected to the same workspace of the app, or to one of the same name that cannot be told from it.",
            "Use that hub, or name another workspace and retry; where a hub knows its workspace by the name alone, let the page map tell the id, and connect that hub again."),
        Person(FailureKind.WorkspaceNotChosen, AttentionReason.ReviewConfiguration,
            "The account sees several workspaces of the app, and which one is meant was not named, or has a name that several have.",
            "Retry, naming one of the workspaces listed; of several with one name, let the account open the wanted one, and name its id."),
        Transient(FailureKind.SecretUnavailable, AfterDelay, None,
            "A secret could not be read from or written to the secret store.",
            "Check that the secret store can be reached.",
            "Check that the secret store can be reached, then retry the task (POST /tasks/{id}/retry)."),
        Transient(FailureKind.SecretsThrottled, AfterDelay, None,
            "The secret store asked to slow down.",
            "Nothing to do: the work goes on later; if it lasts, look for what else uses the secret store.",
            AgainByHand + " If it lasts, look for what else uses the secret store."),
        Person(FailureKind.SecretsForbidden, AttentionReason.ReviewConfiguration,
            "The secret store does not let Seatkeeper read or write a secret.",
            "Give the app's identity the role that docs/operations.md names, look at the vault's network rules, then retry."),
        Final(FailureKind.SecretTooLarge,
            "A secret is larger than the secret store takes, so it was not sent there.",
            "Save a shorter secret."),
        Transient(FailureKind.DirectoryUnavailable, AfterDelay, None,
            "The corporate directory could not be read, so nothing was derived from it.",
            "Check the connection to the directory, and the app's permissions there.",
            "Check the connection to the directory, and the app's permissions there, then retry the task (POST /tasks/{id}/retry)."),
        Transient(FailureKind.StorageUnavailable, AfterDelay, None,
            "Seatkeeper's own storage could not be reached.",
            "Check that the storage account can be reached, and that the app may use it.",
            "Check that the storage account can be reached, and that the app may use it, then retry the task (POST /tasks/{id}/retry)."),
        Person(FailureKind.Unexpected, AttentionReason.ChecksFailing,
            "Seatkeeper itself made a mistake.",
            "Retry once; if it happens again, report it with the task's id."),
    ];

    private static FailureDescription Person(FailureKind kind, AttentionReason? reason, string sentence, string remedy) =>
        new(kind, AfterHuman, None, sentence, remedy, reason);

    private static FailureDescription Final(FailureKind kind, string sentence, string remedy) =>
        new(kind, Never, None, sentence, remedy);

    private static FailureDescription Reconciled(FailureKind kind, FailureEffect effect, string sentence, string remedy) =>
        new(kind, AfterReconcile, effect, sentence, remedy);

    private static FailureDescription Transient(FailureKind kind, FailureRetry retry, FailureEffect effect, string sentence, string remedy, string onceEnded) =>
        new(kind, retry, effect, sentence, remedy) { IsTransient = true, RemedyOnceEnded = onceEnded };
}
