using System.Collections.Concurrent;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>A batch's owner that keeps what it is told, and can end the batch or lose the workspace.</summary>
internal sealed class ChangeJournal : IChangeJournal
{
    public ConcurrentQueue<string> Intents { get; } = new();

    /// <summary>What each intent was for.</summary>
    public ConcurrentQueue<ChangeAction> Sends { get; } = new();

    public ConcurrentDictionary<string, ChangeResult> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>What was pictured before something was taken away, by whom it was taken from; and after it.</summary>
    public ConcurrentDictionary<string, Evidence> Before { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, IReadOnlyList<Evidence>> After { get; } = new(StringComparer.Ordinal);

    /// <summary>True where the place that evidence is kept in is away.</summary>
    public bool LosesEvidence { get; set; }

    public Func<MemberChange, bool> MayBegin { get; set; } = _ => true;

    /// <summary>What happens when an intent is written, before anything is sent.</summary>
    public Action<MemberChange> OnIntent { get; set; } = _ => { };

    public ChangeStatus StatusOf(string email) => Results[email].Status;

    public FailureKind? KindOf(string email) => Results[email].Failure?.Kind;

    public Task<bool> MayBeginAsync(MemberChange change, CancellationToken cancel) => Task.FromResult(MayBegin(change));

    public Task IntendAsync(MemberChange change, ChangeAction sends, Evidence? before, CancellationToken cancel)
    {
        if (LosesEvidence && before is not null)
            throw new AppFailureException(new Failure(FailureKind.StorageUnavailable));
        OnIntent(change);
        if (before is not null)
            Before[change.Email] = before;
        Intents.Enqueue(change.Email);
        Sends.Enqueue(sends);
        return Task.CompletedTask;
    }

    public Task RecordAsync(MemberChange change, ChangeResult result, IReadOnlyList<Evidence> after, CancellationToken cancel)
    {
        After[change.Email] = after;
        Assert.True(Results.TryAdd(change.Email, result), $"{change.Email} has two results.");
        Assert.InRange(result.Sentence.Length, 1, 200);
        Assert.Equal(result.Status is ChangeStatus.Failed, result.Failure is not null);
        return Task.CompletedTask;
    }
}
