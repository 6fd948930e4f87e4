using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors.AhrefsAccount;
using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Connectors.AhrefsProbe;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.SigningIn;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>Ahrefs, through its own pages: the only way in, since it has no interface for managing users.</summary>
internal sealed partial class AhrefsConnector : IAppConnector
{
    private readonly BrowserHost browsers;
    private readonly PageMapSource maps;
    private readonly VisitTools tools;
    private readonly NavigationPolicy policy;

    public AhrefsConnector(BrowserHost browsers, PageMapSource maps, PageLoadPacer pacer, AhrefsSettings settings, ILogger<AhrefsConnector> log)
    {
        this.browsers = browsers;
        this.maps = maps;
        tools = new VisitTools(settings.Site, settings.Browser, pacer, settings.Time, log);
        policy = new NavigationPolicy(settings.Site.Address, settings.Site.AllowedHosts);
        App = new AppDescription(
            "ahrefs", "AHrefs Hub", ["usernamePassword"], Enum.GetValues<AppRole>(), ["connect", "checkForUpdates", "addMembers", "updateRoles", "removeMembers", "protectAccounts"], settings.Site.Address)
        {
            SignInAddress = new Uri(settings.Site.Address, maps.Current.Paths["login"]),
        };
    }

    public AppDescription App { get; }

    /// <summary>On the real site a map may read, and change only what a person verified; a simulator may be changed at will.</summary>
    public bool NeedsVerification => tools.Site.IsRealSite;

    public Task<VerifiedConnection> VerifyAsync(IAutomationRun run, SignInWish? workspace, CancellationToken cancel) =>
        VisitAsync(run, visit => visit.Reads.VerifyAsync(workspace, visit.Cancel), cancel);

    public Task<VerifiedConnection> SignInByPersonAsync(IAutomationRun run, SignInWish wish, CancellationToken cancel) =>
        WithinAsync(run, async token => await new PersonSignIn(browsers, policy, await maps.NowAsync(token), tools).RunAsync(run, wish, token), cancel);

    public Task<MemberSnapshot> ReadMembersAsync(IAutomationRun run, AppWorkspace workspace, CancellationToken cancel) =>
        VisitAsync(run, visit => visit.Reads.ReadAsync(workspace, visit.Cancel), cancel);

    public async Task<ChangeBatchEnd> ChangeMembersAsync(
        IAutomationRun run, AppWorkspace workspace, IReadOnlyList<MemberChange> changes, IChangeJournal journal, CancellationToken cancel)
    {
        if (changes.Count > BatchBook.MostChanges || changes.DistinctBy(change => change.Id, StringComparer.Ordinal).Count() < changes.Count)
            throw new ArgumentException($"A batch has at most {BatchBook.MostChanges} changes, each with an id of its own.", nameof(changes));
        var permit = await PermitAsync(run, await maps.NowAsync(cancel), workspace, cancel);
        if (changes.Count > 0 && !changes.Any(change => permit.AllowsSomewhere(change.Action)))
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.None, "no person verified the page map for this change, site and workspace, so nothing is changed there; a probe with --open-dialogs and then --verify permits it (docs/operations.md, \"Look behind the dialogs, and verify\")");
        var batch = new BatchBook(changes, journal);
        try
        {
            // What a rule refuses needs no page to say so.
            if (await batch.RefuseOutrightAsync(run.Username, cancel) is { } end)
                return end;
            await batch.SettleAsync(tools.Browser.EffectSettling, tools.Time, cancel);
            return await VisitAsync(run, async visit =>
            {
                // Of the very map that this visit goes by: the operator may have put another in its place meanwhile.
                visit.Visit.Permit = await PermitAsync(run, visit.Visit.Map, workspace, visit.Cancel);
                return await new MemberChanger(visit.Visit, visit.Reads, workspace, batch).RunAsync(visit.Cancel);
            }, cancel);
        }
        catch (AppFailureException e) when (batch.HasBegun)
        {
            return await batch.StopAsync(e.Failure);
        }
        catch (OperationCanceledException) when (batch.HasBegun)
        {
            await batch.InterruptAsync();
            throw;
        }
    }

    public Task<ProbeReport> ProbeAsync(IAutomationRun run, ProbeWish wish, CancellationToken cancel) =>
        WithinAsync(run, token => OpenAsync(run, VisitKind.Probe, visit => new PageProbe(visit.Visit, visit.Keeper, wish).RunAsync(IdentityOf(visit.Visit.Map), visit.Cancel), token), cancel);

    public Task<OwnSignIn> SignInAsOwnAsync(IAutomationRun run, CancellationToken cancel) =>
        VisitAsOwnAsync(run, async visit =>
        {
            await visit.Reads.VerifyOperatorAsync(await visit.Visit.OpenPageAsync(), visit.Cancel);
            return new OwnSignIn(visit.Visit.PassedSecondFactor);
        }, cancel);

    public Task<OwnChange> ChangePasswordAsync(IAutomationRun run, string password, Func<CancellationToken, Task> intend, CancellationToken cancel) =>
        ChangeAsOwnAsync(run, visit => new PasswordChange(visit.Visit, visit.Reads, password, intend).RunAsync(visit.Cancel), cancel);

    public Task<OwnChange> TurnOnTwoFactorAsync(IAutomationRun run, ITwoFactorKeeper keeper, CancellationToken cancel) =>
        ChangeAsOwnAsync(run, visit => new TwoFactorEnrolment(visit.Visit, visit.Reads, keeper).RunAsync(visit.Cancel), cancel);

    // No probe looks at these pages yet, so no person can have verified them: on the real site nothing is changed there.
    private Task<OwnChange> ChangeAsOwnAsync(IAutomationRun run, Func<Visiting, Task<OwnChange>> change, CancellationToken cancel) => NeedsVerification
        ? throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.None, "no person verified the page map for passwords and two-factor authentication on this site, so nothing is changed there")
        : VisitAsOwnAsync(run, change, cancel);

    private async Task<EffectPermit> PermitAsync(IAutomationRun run, PageMap map, AppWorkspace workspace, CancellationToken cancel)
    {
        if (!NeedsVerification)
            return EffectPermit.Everything;
        var identity = IdentityOf(map);
        return EffectPermit.Of(identity, workspace.Id, await run.FindVerificationsAsync(identity, workspace.Id, cancel));
    }

    private MapIdentity IdentityOf(PageMap map) => new(tools.Site.Address.Host, map.Name, map.Version, map.Digest);

    private Task<T> VisitAsync<T>(IAutomationRun run, Func<Visiting, Task<T>> work, CancellationToken cancel, [CallerMemberName] string operation = "") =>
        ConnectorTelemetry.SpanAsync($"Visit {operation}", () => WithinAsync(run, token => OpenAsync(run, VisitKind.Ordinary, work, token), cancel));

    // A person's own account: nothing is pictured, and no browser stays signed in with it.
    private Task<T> VisitAsOwnAsync<T>(IAutomationRun run, Func<Visiting, Task<T>> work, CancellationToken cancel, [CallerMemberName] string operation = "") =>
        ConnectorTelemetry.SpanAsync($"Visit {operation}", () => WithinAsync(run, token => OpenAsync(run, VisitKind.Own, work, token), cancel));

    private async Task<T> WithinAsync<T>(IAutomationRun run, Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        if (tools.Pacer.PauseOf(run.AccountId) is { } pause)
            throw new AppFailureException(new Failure(FailureKind.RateLimited, FailurePhase.Navigate, Detail: "the site asked to stay away", RetryAfter: pause));
        var left = run.Deadline - tools.Time.GetUtcNow();
        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, tools.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            return await GuardAsync(work, either.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new AppFailureException(new Failure(FailureKind.DeadlineExceeded, Detail: "the visit to the site took longer than it may"), e);
        }
    }

    // The steps on a page guard themselves; the browser can as well die while a page is opened or closed, or the session kept.
    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await work(cancel);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            cancel.ThrowIfCancellationRequested();
            var fault = BrowserFaults.ToFailure(e, FailurePhase.None);
            LogFailedOutside(tools.Log, fault.Failure.Kind);
            throw fault;
        }
    }

    private async Task<T> OpenAsync<T>(IAutomationRun run, VisitKind kind, Func<Visiting, Task<T>> work, CancellationToken cancel)
    {
        var map = await maps.NowAsync(cancel);
        var stored = await run.LoadSessionAsync(cancel);
        await using var session = await browsers.OpenAsync(run.AccountId, stored, policy, cancel);
        using var visit = new AhrefsVisit(run, session, map, tools) { IsOwn = kind is VisitKind.Own, IsProbe = kind is VisitKind.Probe };
        try
        {
            return await RunAsync(visit, new SessionKeeper(visit, stored), work, cancel);
        }
        finally
        {
            if (kind is VisitKind.Own)
                session.WarmVersion = null;
        }
    }

    private async Task<T> RunAsync<T>(
        AhrefsVisit visit, SessionKeeper keeper, Func<Visiting, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await keeper.RunAsync(() => work(new Visiting(visit, keeper, new AhrefsReads(visit, keeper), cancel)), cancel);
        }
        catch (AppFailureException e)
        {
            if (e.Failure is { Kind: FailureKind.RateLimited, RetryAfter: { } pause })
                tools.Pacer.Pause(visit.Run.AccountId, pause);
            LogFailed(tools.Log, e.Failure.Kind, e.Failure.Phase, visit.Session.Blocked.Count);
            throw new AppFailureException(await visit.WithEvidenceAsync(visit.CausedBy(e.Failure)), e);
        }
    }

    private enum VisitKind
    {
        Ordinary,
        Own,
        Probe,
    }

    private sealed record Visiting(AhrefsVisit Visit, SessionKeeper Keeper, AhrefsReads Reads, CancellationToken Cancel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A visit to Ahrefs ended with {Kind} ({Phase}); {Blocked} addresses had been blocked.")]
    private static partial void LogFailed(ILogger logger, FailureKind kind, FailurePhase phase, int blocked);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A visit to Ahrefs ended with {Kind} outside of any page.")]
    private static partial void LogFailedOutside(ILogger logger, FailureKind kind);
}

/// <summary>What the connector is set to, and its clock.</summary>
internal sealed class AhrefsSettings(IOptions<AhrefsOptions> site, IOptions<BrowserOptions> browser, TimeProvider time)
{
    public AhrefsOptions Site => site.Value;

    public BrowserOptions Browser => browser.Value;

    public TimeProvider Time => time;
}
