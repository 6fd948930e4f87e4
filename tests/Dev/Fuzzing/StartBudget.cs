using System.Collections.Concurrent;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>
/// Keeps the tasks that a run starts few: a task drives a browser for seconds. Every call may start so many; after that it is asked for
/// a plan only, or repeated under an idempotency key that it was started by, or called by nobody who may.
/// </summary>
internal sealed class StartBudget(int mostOfACall)
{
    private readonly ConcurrentDictionary<string, int> started = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FuzzRequest> repeatable = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> tasks = new(StringComparer.Ordinal);

    /// <summary>The tasks that were started.</summary>
    public int Started => started.Values.Sum();

    /// <summary>Takes in what an answer says was started.</summary>
    public void Note(FuzzRequest request, FuzzAnswer answer)
    {
        var name = request.Operation.ToString();
        if (answer.Status != 202 || answer.Json?["id"]?.ToString() is not { } task || !tasks.TryAdd(task, true))
            return;
        started.AddOrUpdate(name, 1, (_, count) => count + 1);
        if (request.Headers.Any(header => header.Name == FuzzRequest.KeyHeader))
            repeatable[name] = request;
    }

    /// <summary>Keeps a draft from starting anything once its call has started enough.</summary>
    /// <returns>The draft, or null where an earlier request is to be repeated instead.</returns>
    public Draft? Hold(Draft draft, Random random, FuzzCaller[] powerless)
    {
        var operation = draft.Operation;
        if (!operation.Starts || !draft.Caller.HasPower || started.GetValueOrDefault(operation.ToString()) < mostOfACall)
            return draft;
        if (operation.HasDryRun)
        {
            draft.Query.RemoveAll(pair => pair.Name == "dryRun");
            draft.Query.Add(("dryRun", "true"));
            return draft;
        }

        if (!repeatable.TryGetValue(operation.ToString(), out var earlier))
        {
            draft.Caller = powerless[random.Next(powerless.Length)];
            return draft;
        }

        if (draft.Intents.Count == 0)
            return null;
        // Under a key that was used, another request is refused, and the same one answered with the same task.
        draft.Caller = earlier.Caller;
        draft.FixedPath = earlier.Target.Split('?')[0];
        draft.Headers.RemoveAll(header => header.Name == FuzzRequest.KeyHeader);
        draft.Headers.Add(earlier.Headers.First(header => header.Name == FuzzRequest.KeyHeader));
        return draft;
    }

    /// <summary>The request that started a task of this call, under the same key.</summary>
    public FuzzRequest Repeat(FuzzOperation operation) => repeatable[operation.ToString()];
}
