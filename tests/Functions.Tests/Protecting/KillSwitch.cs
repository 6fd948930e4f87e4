using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Seatkeeper.Functions.Secrets;

namespace Seatkeeper.Functions.Tests.Protecting;

/// <summary>
/// Ends the process, as far as one account is concerned, after the n-th thing that was written about it: its row, its secrets, or the
/// app itself. What was written stays, and nothing that would have come after it happens.
/// </summary>
internal sealed class KillSwitch : HttpPipelinePolicy
{
    private readonly ConcurrentDictionary<string, Countdown> armed = new(StringComparer.Ordinal);

    /// <summary>Arms it.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="after">After how many writes; 0 for never.</param>
    /// <param name="end">What it ends with; by default with what nothing handles.</param>
    public void Arm(string accountId, int after, Func<string, Exception>? end = null) => armed[accountId] = new Countdown(after, end ?? (where => new ProcessEndedException(where)));

    /// <summary>How many writes there were, and whether they ended.</summary>
    public (int Writes, bool HasStruck, string Last) Of(string accountId) => armed[accountId].Told;

    /// <summary>Counts a write that was done.</summary>
    public void Count(string accountId, string what)
    {
        if (armed.TryGetValue(accountId, out var countdown)) countdown.Count(what);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        var address = message.Request.Uri.ToString();
        if (message.Request.Method == RequestMethod.Get || !address.Contains("/Accounts(", StringComparison.Ordinal) || message.Response.Status >= 300) return;
        foreach (var accountId in armed.Keys.Where(id => address.Contains(id, StringComparison.Ordinal))) Count(accountId, "row");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    private sealed class Countdown(int after, Func<string, Exception> end)
    {
        private readonly Lock gate = new();
        private int writes;
        private bool hasStruck;
        private string last = "";

        public (int Writes, bool HasStruck, string Last) Told
        {
            get
            {
                lock (gate) return (writes, hasStruck, last);
            }
        }

        public void Count(string what)
        {
            lock (gate)
            {
                if (hasStruck) return;
                (writes, last) = (writes + 1, what);
                if (writes != after) return;
                hasStruck = true;
            }

            throw end($"The process ended after write {after} ({what}).");
        }
    }
}

/// <summary>Nothing of the product knows it, so nothing handles it: what it interrupts is as it was left.</summary>
internal sealed class ProcessEndedException(string message) : Exception(message);

/// <summary>A secret store whose writes count.</summary>
internal sealed class CountedSecrets(ISecretStore store, KillSwitch kills) : ISecretStore
{
    public ConcurrentQueue<string> Reads { get; } = new();

    public Task<string?> GetAsync(string name, CancellationToken cancel)
    {
        Reads.Enqueue(name);
        return store.GetAsync(name, cancel);
    }

    public async Task SetAsync(string name, string value, CancellationToken cancel)
    {
        await store.SetAsync(name, value, cancel);
        Count(name, "secret stored");
    }

    public async Task DeleteAsync(string name, CancellationToken cancel)
    {
        await store.DeleteAsync(name, cancel);
        Count(name, "secret deleted");
    }

    private void Count(string name, string what)
    {
        if (name.Split('-') is [_, var accountId, ..]) kills.Count(accountId, what);
    }
}
