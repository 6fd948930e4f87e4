using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors;

/// <summary>
/// What Seatkeeper needs of one app. Every method signs in as needed, works in one browser session, and throws
/// <see cref="AppFailureException"/> with a typed failure; a cancelled token ends as <see cref="OperationCanceledException"/>.
/// <see cref="BrowserBusyException"/> says that nothing was begun and when to come back.
/// </summary>
public interface IAppConnector
{
    /// <summary>The app's entry in the catalog.</summary>
    AppDescription App { get; }

    /// <summary>
    /// Signs in, checks who signed in and with which role, and which workspace it opened.
    /// Fails with <see cref="FailureKind.WorkspaceNotChosen"/>, with their names as <see cref="Failure.Choices"/>, where several are
    /// visible and none is named,
    /// and with <see cref="FailureKind.InsufficientRole"/> where the role does not manage members.
    /// </summary>
    /// <param name="run">What the run may use.</param>
    /// <param name="workspace">The wanted workspace, or null where the only visible one is meant. One that is known by its id may have been renamed.</param>
    /// <param name="cancel">Ends the run.</param>
    Task<VerifiedConnection> VerifyAsync(IAutomationRun run, SignInWish? workspace, CancellationToken cancel);

    /// <summary>
    /// Shows the app's sign-in page in a window of this machine, and waits until a person has signed in, or until the run's deadline:
    /// nothing is filled in or clicked for them. Then checks who it is, with which role and where, in a browser that holds what they left
    /// and nothing else, and only then hands the session over by <see cref="IAutomationRun.SaveSessionAsync"/>.
    /// Fails as <see cref="VerifyAsync"/> does, and with <see cref="FailureKind.Cancelled"/> where the window was closed; then nothing is
    /// handed over. Credentials are never asked for.
    /// </summary>
    /// <param name="run">What the run may use; it has to know the account's username.</param>
    /// <param name="wish">The workspace that the session has to open.</param>
    /// <param name="cancel">Ends the run.</param>
    Task<VerifiedConnection> SignInByPersonAsync(IAutomationRun run, SignInWish wish, CancellationToken cancel);

    /// <summary>Reads everybody, confirmed and pending, in the pinned workspace, with all cross-checks.</summary>
    /// <param name="run">What the run may use.</param>
    /// <param name="workspace">
    /// The pinned workspace; another one fails with <see cref="FailureKind.WrongWorkspace"/>, and one that is known by its name alone with
    /// <see cref="FailureKind.WorkspaceNotChosen"/> where several have that name.
    /// </param>
    /// <param name="cancel">Ends the run.</param>
    /// <returns>A complete snapshot; an incomplete, inconsistent or implausible read fails instead.</returns>
    Task<MemberSnapshot> ReadMembersAsync(IAutomationRun run, AppWorkspace workspace, CancellationToken cancel);

    /// <summary>
    /// Makes changes one after the other in one browser session: looks, has the intent written, acts, reads the effect back, has the
    /// result written. A failure that concerns one person becomes that person's result; one that concerns the account, the site, the
    /// workspace or a guard on the page becomes the person's result too, and stops the batch (only a lost lease is nobody's result:
    /// whoever holds the workspace now may be at that very person). What fails before the first person is begun is thrown. Whoever cancels
    /// between two steps of a person leaves them without a result: nobody said that it shall not be, so their intent stands, and the next
    /// try reads what was done and goes on from there. Where something was sent by then of which nobody knows what came, that is the result,
    /// also where the lease was lost: the next try would know neither how often it was sent nor who was there before.
    /// The Owner, the automation account and whoever cannot be told apart from them are refused here as well, whatever was planned.
    /// </summary>
    /// <param name="run">What the run may use.</param>
    /// <param name="workspace">The pinned workspace; another one fails as in <see cref="ReadMembersAsync"/>.</param>
    /// <param name="changes">What is wished; at most 25.</param>
    /// <param name="journal">Where intents and results go, and who says whether to go on.</param>
    /// <param name="cancel">Ends the run.</param>
    Task<ChangeBatchEnd> ChangeMembersAsync(
        IAutomationRun run, AppWorkspace workspace, IReadOnlyList<MemberChange> changes, IChangeJournal journal, CancellationToken cancel);

    /// <summary>
    /// Compares the app's pages with the page map, without changing anything: menus and dialogs are opened only where the wish says so,
    /// and left again, and meanwhile the pages can send nothing. What concerns one page is in the report; what concerns the account, the
    /// site or the browser is thrown.
    /// </summary>
    /// <param name="run">What the run may use.</param>
    /// <param name="wish">What to look at.</param>
    /// <param name="cancel">Ends the run.</param>
    Task<ProbeReport> ProbeAsync(IAutomationRun run, ProbeWish wish, CancellationToken cancel);

    /// <summary>
    /// Signs in with a person's own account, without any session, and checks who it is. Of this and the two below no evidence is taken,
    /// and no browser is kept.
    /// </summary>
    /// <param name="run">What the run may use.</param>
    /// <param name="cancel">Ends the run.</param>
    Task<OwnSignIn> SignInAsOwnAsync(IAutomationRun run, CancellationToken cancel);

    /// <summary>Signs in with a person's own account and gives it another password. What fails before the intent was written is thrown.</summary>
    /// <param name="run">What the run may use; its credentials are the old ones.</param>
    /// <param name="password">The new password; it is stored by now.</param>
    /// <param name="intend">Writes the intent; called directly before the password is sent.</param>
    /// <param name="cancel">Ends the run.</param>
    Task<OwnChange> ChangePasswordAsync(IAutomationRun run, string password, Func<CancellationToken, Task> intend, CancellationToken cancel);

    /// <summary>
    /// Signs in with a person's own account and turns two-factor authentication on, for that account alone. What fails before the intent
    /// was written is thrown; where the app does not offer it, that is <see cref="FailureKind.PageContractBroken"/>.
    /// </summary>
    /// <param name="run">What the run may use.</param>
    /// <param name="keeper">Where what the app shows is kept.</param>
    /// <param name="cancel">Ends the run.</param>
    Task<OwnChange> TurnOnTwoFactorAsync(IAutomationRun run, ITwoFactorKeeper keeper, CancellationToken cancel);
}

/// <summary>What a batch of changes asks and tells its owner, person by person.</summary>
public interface IChangeJournal
{
    /// <summary>Asked before each person.</summary>
    /// <param name="change">The change that would begin.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>False where the batch shall end here: a person cancelled, or the time is over.</returns>
    Task<bool> MayBeginAsync(MemberChange change, CancellationToken cancel);

    /// <summary>
    /// Writes the intent; called directly before each submit, and nothing is sent before it returned. Throws
    /// <see cref="AppFailureException"/> with <see cref="FailureKind.LeaseLost"/> where the workspace is no longer held, and with
    /// <see cref="FailureKind.StorageUnavailable"/> where the evidence cannot be kept; then no intent was written.
    /// </summary>
    /// <param name="change">The change that is about to be sent.</param>
    /// <param name="sends">What of it is about to be sent: a removal takes the seat away, and then an invitation of the same address.</param>
    /// <param name="before">What the page shows, where something is about to be taken away; else null.</param>
    /// <param name="cancel">Ends the call.</param>
    Task IntendAsync(MemberChange change, ChangeAction sends, Evidence? before, CancellationToken cancel);

    /// <summary>Records what came of a change, as soon as it is known. Evidence that cannot be kept is told in the sentence, and the result stands.</summary>
    /// <param name="change">The change.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="after">What the page showed after something was taken away.</param>
    /// <param name="cancel">Ends the call.</param>
    Task RecordAsync(MemberChange change, ChangeResult result, IReadOnlyList<Evidence> after, CancellationToken cancel);
}

/// <summary>An app of the catalog.</summary>
/// <param name="Id">The app's id in the API.</param>
/// <param name="Name">Its name in the catalog.</param>
/// <param name="LoginMethods">Login methods that a hub may use.</param>
/// <param name="Roles">The app's roles, least first.</param>
/// <param name="Capabilities">What the automation can do.</param>
/// <param name="BaseAddress">Where its pages are.</param>
public sealed record AppDescription(
    string Id,
    string Name,
    IReadOnlyList<string> LoginMethods,
    IReadOnlyList<AppRole> Roles,
    IReadOnlyList<string> Capabilities,
    Uri BaseAddress)
{
    /// <summary>Where a person signs in.</summary>
    public Uri SignInAddress { get; init; } = BaseAddress;
}

/// <summary>Which workspace a person's session has to open.</summary>
/// <param name="Pinned">The one that a hub is connected to, or null where it is to be connected yet.</param>
/// <param name="Named">Where none is pinned: the exact name of the wanted one, or its id where it is open already; null where the only visible one is meant. A name that several have is <see cref="FailureKind.WorkspaceNotChosen"/>. Where one is pinned by its name alone: the id that it has to have, or null. Of one that is pinned by its id it says nothing.</param>
public sealed record SignInWish(AppWorkspace? Pinned = null, string? Named = null);

/// <summary>What a verified sign-in found.</summary>
/// <param name="Workspace">The workspace that is open.</param>
/// <param name="OperatorEmail">Who signed in, as the app shows it.</param>
/// <param name="OperatorRole">Admin or Owner.</param>
public sealed record VerifiedConnection(AppWorkspace Workspace, string OperatorEmail, AppRole OperatorRole);

/// <summary>
/// Everything that one run of automation may use: one account's credentials and session, and where findings go.
/// The host of the automation implements it; the connector never learns where things are kept.
/// </summary>
public interface IAutomationRun
{
    /// <summary>The automation account's id; keys the connector's warm browser and its pacing.</summary>
    string AccountId { get; }

    /// <summary>The address that the account signs in with, where it is known without reading the secret; else null.</summary>
    string? Username => null;

    /// <summary>The time at which the run has to have ended.</summary>
    DateTimeOffset Deadline { get; }

    /// <summary>Fetches the credentials; called only when a sign-in is needed.</summary>
    /// <param name="cancel">Ends the call.</param>
    Task<AppCredentials> GetCredentialsAsync(CancellationToken cancel);

    /// <summary>Takes the one-time code that a person gave for the account's next sign-in; asked for only where the site waits for one that nobody can compute.</summary>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The code, which nobody gets again; null where none was given.</returns>
    Task<string?> TakeOneTimeCodeAsync(CancellationToken cancel) => Task.FromResult<string?>(null);

    /// <summary>The stored session (Playwright storage state), or null where there is none.</summary>
    /// <param name="cancel">Ends the call.</param>
    Task<StoredSession?> LoadSessionAsync(CancellationToken cancel);

    /// <summary>Stores a session that was just seen to work; the old one is replaced.</summary>
    /// <param name="storageState">Playwright storage state as JSON; a secret.</param>
    /// <param name="origin">What it was made in, where that binds later runs; else null.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The new session's version.</returns>
    /// <exception cref="AppFailureException"><see cref="FailureKind.ConcurrentChange"/> with <see cref="FailurePhase.Login"/>: another one was stored since this run loaded its own, or found none; it stays.</exception>
    Task<string> SaveSessionAsync(string storageState, SessionOrigin? origin, CancellationToken cancel);

    /// <summary>What is recorded of earlier sign-ins: decides whether this run may sign in at all.</summary>
    /// <param name="cancel">Ends the call.</param>
    Task<SignInRecord> GetSignInRecordAsync(CancellationToken cancel);

    /// <summary>Records a sign-in's step before anything else is done: an attempt, a used code, a rejection, a success.</summary>
    /// <param name="record">The new record.</param>
    /// <param name="cancel">Ends the call.</param>
    Task SaveSignInRecordAsync(SignInRecord record, CancellationToken cancel);

    /// <summary>Saves what a step looked like. Never called on sign-in, second-factor or enrolment pages.</summary>
    /// <param name="evidence">What to save, secrets masked already.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The evidence's id.</returns>
    Task<string> SaveEvidenceAsync(Evidence evidence, CancellationToken cancel);

    /// <summary>What persons verified of a page map in a workspace, one for each language; on a real site nothing else may be changed.</summary>
    /// <param name="map">The map.</param>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<IReadOnlyList<MapVerification>> FindVerificationsAsync(MapIdentity map, string workspaceId, CancellationToken cancel) => Task.FromResult<IReadOnlyList<MapVerification>>([]);

    /// <summary>Tells how far the run is, in a short sentence for people.</summary>
    /// <param name="message">What is being done, for example "Read 1,200 of 5,000 members".</param>
    void Report(string message);
}

/// <summary>What an automation account signs in with. Never logged; never printed.</summary>
/// <param name="Username">The address.</param>
/// <param name="Password">The password.</param>
/// <param name="TotpSecret">The base32 secret, where one is saved.</param>
/// <param name="Version">Changes whenever the credentials are changed; a rejection counts for this version only.</param>
public sealed record AppCredentials(string Username, string Password, string? TotpSecret, string Version)
{
    /// <inheritdoc />
    public override string ToString() => $"AppCredentials {{ Username = {Username} }}";
}

/// <summary>A stored session.</summary>
/// <param name="Version">Names this version of the session.</param>
/// <param name="StorageState">Playwright storage state as JSON; a secret.</param>
/// <param name="Origin">What it was made in, where that is known and binds later runs; else null.</param>
public sealed record StoredSession(string Version, string StorageState, SessionOrigin? Origin = null)
{
    /// <inheritdoc />
    public override string ToString() => $"StoredSession {{ Version = {Version} }}";
}

/// <summary>What a session was made in. The site may tie it to that, so it goes on there: nothing pretends to be another browser.</summary>
/// <param name="WithWindow">A person signed in, in a browser with a window; without one it is not used.</param>
/// <param name="Browser">The browser's version, where it is known.</param>
public sealed record SessionOrigin(bool WithWindow, string? Browser = null);

/// <summary>What is known of an account's earlier sign-ins.</summary>
/// <param name="CredentialsVersion">The credentials that the rest of the record is about.</param>
/// <param name="RejectedKind">Set where the site rejected these credentials; they are never tried again.</param>
/// <param name="LastUsedCodeStep">The last 30-second TOTP step whose code was sent; never sent again.</param>
/// <param name="LastUnattendedSignIn">When the automation last signed in by itself.</param>
/// <param name="SignInAtOnce">True where a person's answer, a retry or changed credentials allow one sign-in without the usual spacing.</param>
public sealed record SignInRecord(
    string? CredentialsVersion = null,
    FailureKind? RejectedKind = null,
    long? LastUsedCodeStep = null,
    DateTimeOffset? LastUnattendedSignIn = null,
    bool SignInAtOnce = false);

/// <summary>What a step looked like, every secret masked. It shows people, so it is for Owners of the hub only.</summary>
/// <param name="Step">The step's name, for example "Read.ReadIncomplete" for a failure, or "Remove.before".</param>
/// <param name="PageAddress">Where the page was, without query values.</param>
/// <param name="Screenshot">PNG of what was in view, or null where none may be taken.</param>
/// <param name="AccessibilityTree">Roles and names as text: of the whole page, or of the row and dialog that the step is about.</param>
public sealed record Evidence(string Step, string PageAddress, byte[]? Screenshot, string? AccessibilityTree);
