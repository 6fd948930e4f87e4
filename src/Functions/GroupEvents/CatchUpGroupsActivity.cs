using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>Groups are to be caught up on.</summary>
public sealed record GroupsToCatchUp(AutomationStep Step);

/// <summary>They were.</summary>
/// <param name="Trouble">Why not, or not yet.</param>
public sealed record CaughtUpGroups(StepTrouble? Trouble = null) : IStepResult;

/// <summary>Keeps the subscriptions, and catches up on groups, as a step of a sync.</summary>
public sealed class CatchUpGroupsActivity(GraphRound round, TasksTable tasks)
{
    /// <summary>Catches up to now.</summary>
    [Function(nameof(CatchUpGroupsActivity))]
    public async Task<CaughtUpGroups> Run([ActivityTrigger] GroupsToCatchUp work, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (work.Step.StopOf(await tasks.FindAsync(work.Step.TaskId, cancel)) is { } stopped)
            return new CaughtUpGroups(new StepTrouble(stopped));
        try
        {
            await round.RunAsync(client, cancel);
            return new CaughtUpGroups();
        }
        catch (AppFailureException e)
        {
            return new CaughtUpGroups(new StepTrouble(e.Failure));
        }
    }
}

/// <summary>One round over subscriptions and groups.</summary>
public sealed class GraphRound(SubscriptionCare care, InboxWork inbox, GroupCatchUp groups, MarkWork marks, GraphPauses pauses)
{
    /// <summary>Keeps the subscriptions, then catches up, then reads what is marked. Trouble with subscriptions does not keep changes from being found.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancel)
    {
        await inbox.RunAsync(cancel);
        var trouble = await pauses.ObeyAsync(() => AskAsync(cancel), cancel);
        await marks.RunAsync(client, cancel);
        if (trouble is not null)
            throw new AppFailureException(trouble.Failure, trouble);
    }

    /// <summary>Works off what notifications brought, and makes the first subscriptions where they are wanted by now.</summary>
    public async Task HearAsync(DurableTaskClient client, CancellationToken cancel)
    {
        await inbox.RunAsync(cancel);
        await marks.RunAsync(client, cancel);
        await pauses.ObeyAsync(async () =>
        {
            await care.EnsureFirstAsync(cancel);
            return true;
        }, cancel);
    }

    private async Task<AppFailureException?> AskAsync(CancellationToken cancel)
    {
        AppFailureException? trouble = null;
        try
        {
            await care.EnsureAsync(cancel);
        }
        catch (AppFailureException e) when (e.Failure.RetryAfter is null)
        {
            trouble = e;
        }

        await groups.RunAsync(cancel);
        return trouble;
    }
}
