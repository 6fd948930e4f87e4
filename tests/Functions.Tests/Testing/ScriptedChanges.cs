using System.Collections.Concurrent;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>What happens to one change instead of going well.</summary>
/// <param name="Before">It fails before anything is sent.</param>
/// <param name="After">It fails after it was sent, and took effect.</param>
/// <param name="Lies">The site says that it was done, and does nothing.</param>
/// <param name="Stops">The failure stops the batch.</param>
/// <param name="IsShown">What it looked like is kept.</param>
/// <param name="IsHalf">Of a removal only the seat goes: an invitation of the same address stays.</param>
/// <param name="Unsent">It fails after the intent was written, and before anything is sent.</param>
internal sealed record Mishap(Failure? Before = null, Failure? After = null, bool Lies = false, bool Stops = false, bool IsShown = false, bool IsHalf = false, Failure? Unsent = null)
{
    /// <summary>Somebody else does it first: nothing comes of what was sent.</summary>
    public bool ByOthers { get; init; }

    /// <summary>It was sent all the same.</summary>
    public bool IsSent { get; init; }
}

/// <summary>How a scripted site takes changes: it keeps the contract of a connector, and remembers every submit.</summary>
internal sealed class ScriptedChanges(ScriptedSite site)
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Mishap>> mishaps = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<Func<IReadOnlyList<MemberChange>, Task>> troubles = new();

    /// <summary>Every batch that was asked for.</summary>
    public ConcurrentQueue<IReadOnlyList<MemberChange>> Batches { get; } = new();

    /// <summary>Every change that was sent to the site, in order.</summary>
    public ConcurrentQueue<MemberChange> Sent { get; } = new();

    /// <summary>Called before each person is begun.</summary>
    public Func<MemberChange, Task> BeforeEach { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called between the effect and its record.</summary>
    public Func<MemberChange, Task> AfterEffect { get; set; } = _ => Task.CompletedTask;

    public void Next(string email, Mishap mishap) => mishaps.GetOrAdd(email, _ => new()).Enqueue(mishap);

    public void FailNextBatch(params FailureKind[] kinds)
    {
        foreach (var kind in kinds) troubles.Enqueue(_ => throw new AppFailureException(new Failure(kind, FailurePhase.Login)));
    }

    public async Task<ChangeBatchEnd> RunAsync(IAutomationRun run, IReadOnlyList<MemberChange> changes, IChangeJournal journal, CancellationToken cancel)
    {
        Batches.Enqueue(changes);
        await site.SigningIn(run, cancel);
        if (troubles.TryDequeue(out var trouble)) await trouble(changes);
        foreach (var change in changes)
        {
            await BeforeEach(change);
            if (!await journal.MayBeginAsync(change, cancel)) return new ChangeBatchEnd(Stopped: true);
            var mishap = mishaps.TryGetValue(change.Email, out var queue) && queue.TryDequeue(out var next) ? next : new Mishap();
            var result = await DoAsync(change, mishap, journal, cancel);
            var isShown = mishap.IsShown || (result.Status == ChangeStatus.Done && change.Action == ChangeAction.Remove);
            await journal.RecordAsync(change, result, isShown ? [Shown($"{change.Action}.after")] : [], cancel);
            if (mishap.Stops) return new ChangeBatchEnd(result.Failure, Stopped: true);
        }

        return new ChangeBatchEnd();
    }

    private async Task<ChangeResult> DoAsync(MemberChange change, Mishap mishap, IChangeJournal journal, CancellationToken cancel)
    {
        if (mishap.Before is { } before) return new ChangeResult(ChangeStatus.Failed, "It did not begin.", before);
        if (IsSo(change)) return change.WasIntended ? new ChangeResult(ChangeStatus.Done, "Done by us before.") : new ChangeResult(ChangeStatus.NoChangeNeeded, "It was so already.");
        await journal.IntendAsync(change, StepOf(change), change.Action == ChangeAction.Remove ? Shown("Remove.before") : null, cancel);
        if (mishap.Unsent is { } unsent) return new ChangeResult(ChangeStatus.Failed, "It was not sent.", unsent);
        Sent.Enqueue(change);
        if (mishap.ByOthers)
        {
            Act(change);
            return new ChangeResult(ChangeStatus.NoChangeNeeded, "Somebody else was first.") { WasSent = mishap.IsSent };
        }

        if (mishap.IsHalf) site.People = [.. site.People.Except(Of(change.Email).Where(person => person.Presence == Presence.Confirmed))];
        else if (!mishap.Lies) Act(change);
        await AfterEffect(change);
        return mishap.After is { } after ? new ChangeResult(ChangeStatus.Failed, "It went wrong.", after) : new ChangeResult(ChangeStatus.Done, "Seen in the page.");
    }

    // Of whoever has no seat by now, a removal takes the invitation back.
    private ChangeAction StepOf(MemberChange change) =>
        change.Action == ChangeAction.Remove && Of(change.Email).All(person => person.Presence == Presence.Pending) ? ChangeAction.CancelInvitation : change.Action;

    private static Evidence Shown(string step) => new(step, "https://app.example/members", [1, 2, 3], "- row");

    private IEnumerable<SnapshotMember> Of(string email) => site.People.Where(person => string.Equals(person.Email, email, StringComparison.OrdinalIgnoreCase));

    private bool IsSo(MemberChange change) => change.Action switch
    {
        ChangeAction.Remove => !Of(change.Email).Any(),
        ChangeAction.CancelInvitation => Of(change.Email).All(person => person.Presence != Presence.Pending),
        ChangeAction.Invite => Of(change.Email).Any(),
        ChangeAction.ChangeRole => Of(change.Email).Any(person => person.Role == change.Role),
        _ => false,
    };

    private void Act(MemberChange change)
    {
        var others = site.People.Except(Of(change.Email)).ToList();
        site.People = change.Action switch
        {
            ChangeAction.Remove or ChangeAction.CancelInvitation => others,
            ChangeAction.Invite => [.. others, ScriptedSite.Person(change.Email, change.Role ?? AppRole.Member, Presence.Pending)],
            ChangeAction.ChangeRole => [.. others, .. Of(change.Email).Select(person => person with { Role = change.Role, RawRole = change.Role.ToString() ?? "" })],
            _ => [.. others, .. Of(change.Email).Select(person => person with { InvitationExpired = false })],
        };
    }
}
