using System.Collections.Concurrent;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>A batch's owner that keeps what it is told, and can end the batch or lose the workspace.</summary>
internal sealed class ChangeJournal : IChangeJournal
{
    public ConcurrentQueue<string> Intents { get; } = new();

    public ConcurrentDictionary<string, ChangeResult> Results { get; } = new(StringComparer.Ordinal);

    public Func<MemberChange, bool> MayBegin { get; set; } = _ => true;

    /// <summary>What happens when an intent is written, before anything is sent.</summary>
    public Action<MemberChange> OnIntent { get; set; } = _ => { };

    public ChangeStatus StatusOf(string email) => Results[email].Status;

    public FailureKind? KindOf(string email) => Results[email].Failure?.Kind;

    public Task<bool> MayBeginAsync(MemberChange change, CancellationToken cancel) => Task.FromResult(MayBegin(change));

    public Task IntendAsync(MemberChange change, CancellationToken cancel)
    {
        OnIntent(change);
        Intents.Enqueue(change.Email);
        return Task.CompletedTask;
    }

    public Task RecordAsync(MemberChange change, ChangeResult result, CancellationToken cancel)
    {
        Assert.True(Results.TryAdd(change.Email, result), $"{change.Email} has two results.");
        Assert.InRange(result.Sentence.Length, 1, 200);
        Assert.Equal(result.Status is ChangeStatus.Failed, result.Failure is not null);
        return Task.CompletedTask;
    }
}
