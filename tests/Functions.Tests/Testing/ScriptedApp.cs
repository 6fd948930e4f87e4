using System.Collections.Concurrent;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>An app whose site does what a test says, one site for each account.</summary>
internal sealed class ScriptedApp : IAppConnector
{
    private readonly ConcurrentDictionary<string, ScriptedSite> sites = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, ScriptedOwnAccount> owned = new(StringComparer.OrdinalIgnoreCase);

    public AppDescription App { get; } = new(
        "ahrefs", "AHrefs Hub", ["usernamePassword"], [AppRole.Guest, AppRole.Member, AppRole.Admin, AppRole.Owner], ["readMembers"], new Uri("http://127.0.0.1:9"));

    public void Add(string accountId, ScriptedSite site) => sites[accountId] = site;

    public Task<VerifiedConnection> VerifyAsync(IAutomationRun run, SignInWish? workspace, CancellationToken cancel) => sites[run.AccountId].VerifyAsync(run, workspace, cancel);

    // The app itself has no window, and never asks for one.
    public Task<VerifiedConnection> SignInByPersonAsync(IAutomationRun run, SignInWish wish, CancellationToken cancel) => throw new NotSupportedException();

    public Task<MemberSnapshot> ReadMembersAsync(IAutomationRun run, AppWorkspace workspace, CancellationToken cancel) => sites[run.AccountId].ReadAsync(run, cancel);

    public Task<ChangeBatchEnd> ChangeMembersAsync(
        IAutomationRun run, AppWorkspace workspace, IReadOnlyList<MemberChange> changes, IChangeJournal journal, CancellationToken cancel) =>
        sites[run.AccountId].Changes.RunAsync(run, changes, journal, cancel);

    public Task<ProbeReport> ProbeAsync(IAutomationRun run, ProbeWish wish, CancellationToken cancel) => sites[run.AccountId].ProbeAsync(run, wish);

    /// <summary>Somebody's own account of the app, by its address.</summary>
    public ScriptedOwnAccount Own(string username, string password) => owned.GetOrAdd(username, _ => new ScriptedOwnAccount(password));

    public Task<OwnSignIn> SignInAsOwnAsync(IAutomationRun run, CancellationToken cancel) => Of(run).SignInAsync(run, cancel);

    public Task<OwnChange> ChangePasswordAsync(IAutomationRun run, string password, Func<CancellationToken, Task> intend, CancellationToken cancel) =>
        Of(run).ChangePasswordAsync(run, password, intend, cancel);

    public Task<OwnChange> TurnOnTwoFactorAsync(IAutomationRun run, ITwoFactorKeeper keeper, CancellationToken cancel) => Of(run).TurnOnTwoFactorAsync(run, keeper, cancel);

    private ScriptedOwnAccount Of(IAutomationRun run) => owned[run.Username ?? ""];
}

/// <summary>One workspace of the app, with what it shows now and what goes wrong next.</summary>
internal sealed class ScriptedSite
{
    private readonly ConcurrentQueue<Func<IAutomationRun, CancellationToken, Task>> verifyTroubles = new();
    private readonly ConcurrentQueue<Func<IAutomationRun, CancellationToken, Task>> readTroubles = new();
    private int reads;
    private int verifications;

    public AppWorkspace Workspace { get; set; } = new($"w-{Guid.NewGuid():N}", "Acme");

    /// <summary>How it takes changes.</summary>
    public ScriptedChanges Changes => field ??= new ScriptedChanges(this);

    /// <summary>Its role, where an account opens it.</summary>
    public AppRole OperatorRole { get; init; } = AppRole.Admin;

    public string OperatorEmail { get; init; } = $"bot-{Guid.NewGuid():N}@example.com";

    /// <summary>Ordinary people, besides the Owner and the automation account.</summary>
    public IReadOnlyList<SnapshotMember> People { get; set; } = [];

    public int Reads => Volatile.Read(ref reads);

    public int Verifications => Volatile.Read(ref verifications);

    public SeatCount Seats { get; set; } = new(10, 100, null);

    /// <summary>The workspace that was asked for last.</summary>
    public string? Asked => Wish?.Pinned?.Id ?? Wish?.Named;

    /// <summary>How it was asked for.</summary>
    public SignInWish? Wish { get; private set; }

    /// <summary>Called at the beginning of every visit.</summary>
    public Func<IAutomationRun, CancellationToken, Task> SigningIn { get; set; } = (_, _) => Task.CompletedTask;

    public static SnapshotMember Person(string email, AppRole role = AppRole.Member, Presence presence = Presence.Confirmed) =>
        new(presence, SiteId: null, email, email.Split('@')[0], role, role.ToString());

    public static IReadOnlyList<SnapshotMember> Crowd(int count) => [.. Enumerable.Range(0, count).Select(number => Person($"person{number}@example.com"))];

    public void FailNextVerification(Failure failure) => verifyTroubles.Enqueue((_, _) => throw new AppFailureException(failure));

    public void BeforeNextVerification(Func<IAutomationRun, CancellationToken, Task> what) => verifyTroubles.Enqueue(what);

    public void FailNextRead(params FailureKind[] kinds)
    {
        foreach (var kind in kinds) readTroubles.Enqueue((_, _) => throw new AppFailureException(new Failure(kind, FailurePhase.Read)));
    }

    public void BeforeNextRead(Func<IAutomationRun, CancellationToken, Task> what) => readTroubles.Enqueue(what);

    public async Task<VerifiedConnection> VerifyAsync(IAutomationRun run, SignInWish? workspace, CancellationToken cancel)
    {
        Interlocked.Increment(ref verifications);
        Wish = workspace;
        await SigningIn(run, cancel);
        if (verifyTroubles.TryDequeue(out var trouble)) await trouble(run, cancel);
        return new VerifiedConnection(Workspace, OperatorEmail, OperatorRole);
    }

    public async Task<MemberSnapshot> ReadAsync(IAutomationRun run, CancellationToken cancel)
    {
        Interlocked.Increment(ref reads);
        await SigningIn(run, cancel);
        if (readTroubles.TryDequeue(out var trouble)) await trouble(run, cancel);
        return Snapshot();
    }

    /// <summary>What it is asked to look at, and what that shows.</summary>
    public Func<IAutomationRun, ProbeWish, Task<ProbeReport>> ProbeAsync { get; set; } = (_, _) => throw new AppFailureException(new Failure(FailureKind.SiteUnavailable));

    public MemberSnapshot Snapshot()
    {
        SnapshotMember[] members = [Person("the.owner@example.com", AppRole.Owner), Person(OperatorEmail, AppRole.Admin) with { IsOperator = true }, .. People];
        return new MemberSnapshot(
            Workspace, OperatorEmail, DateTimeOffset.UtcNow, SnapshotSource.PageAndJson, members,
            members.Count(member => member.Presence == Presence.Confirmed), members.Count(member => member.Presence == Presence.Pending), Seats with { Used = Seats.Used is null ? null : members.Length }, Complete: true);
    }
}
