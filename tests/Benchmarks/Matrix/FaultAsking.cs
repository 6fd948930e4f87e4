using System.Diagnostics;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>Asks the app for what a fault's recipe says, and does what has to be done besides: ends the browser, cancels the task.</summary>
internal sealed class FaultAsking(SoakApp app, FaultCase fault)
{
    private const string AsksAtOnce = "twoTabs";
    private const string Cancels = "cancelDuringSubmit";
    private const string ClosesWindow = "tabClosed";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>What the app said, of each person where it is about people.</summary>
    public async Task<IReadOnlyList<Outcome>> AskAsync(IReadOnlyList<Wish> wishes, CancellationToken cancel)
    {
        var asking = SendAsync(wishes, cancel);
        if (fault.EndsBrowser)
            await EndBrowserAsync(asking, cancel);
        if (fault.Id == Cancels)
            await CancelAsync(asking, cancel);
        return await asking;
    }

    private async Task<IReadOnlyList<Outcome>> SendAsync(IReadOnlyList<Wish> wishes, CancellationToken cancel)
    {
        if (fault.StrikesFirstSignIn)
            return [await app.ConnectAsync(fault.TotpSecret, cancel)];
        if (wishes.Count == 0)
            return [await app.CheckAsync(cancel)];

        // Who came since the last check is asked for after another one.
        if ((fault.IsCheckedFirst || !await app.KnowsAsync(wishes, cancel)) && await app.CheckAsync(cancel) is { IsGood: false } unseen)
            return [unseen];

        // People of one kind of change are one task, unless each has a route of its own.
        var tasks = wishes.GroupBy(wish => (wish.Action, wish.Role)).SelectMany(group =>
            group.Key.Action is ChangeAction.Invite or ChangeAction.Remove ? [group.ToList()] : group.Select(wish => new List<Wish> { wish })).ToList();
        if (fault.Id == AsksAtOnce)
            return [.. (await Task.WhenAll(tasks.Select(task => app.ChangeAsync(task, cancel)))).SelectMany(outcome => outcome)];
        var outcomes = new List<Outcome>();
        foreach (var task in tasks)
            outcomes.AddRange(await app.ChangeAsync(task, cancel));
        return outcomes;
    }

    private async Task EndBrowserAsync(Task asking, CancellationToken cancel)
    {
        await MetAsync(asking, cancel);
        if (!WorkerMemory.EndBrowser(app.HostId, whole: fault.Id == ClosesWindow))
            throw new StepFailedException("No browser of the app was found to end.", "This case needs Linux.");
    }

    private async Task CancelAsync(Task asking, CancellationToken cancel)
    {
        await MetAsync(asking, cancel);
        await app.CancelAsync(app.LastTaskId ?? "", cancel);
        await app.World.SendAsync(HttpMethod.Post, $"/_sim/faults/{fault.Id}/release", body: null, cancel);
    }

    private async Task MetAsync(Task asking, CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Poll, cancel))
        {
            if ((await app.World.FaultsAsync(cancel)).Any(met => met["fired"]?.GetValue<int>() > 0))
                return;
            if (asking.IsCompleted || watch.Elapsed > Patience)
                throw new StepFailedException($"{fault.Id} was never met.", "Look at what the app did instead.");
        }
    }
}
