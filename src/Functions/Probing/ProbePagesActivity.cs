using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Probing;

/// <summary>Looks at the app's pages, under the workspace's lease.</summary>
public sealed class ProbePagesActivity(HubsTable hubs, TasksTable tasks, HubAutomation automation, CheckBlobs blobs)
{
    /// <summary>The report's reference.</summary>
    [Function(nameof(ProbePagesActivity))]
    public async Task<ProbedPages> Run([ActivityTrigger] PagesToProbe work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (taskId, _, hubId) = work.Step;
        if (await hubs.GetAsync(hubId, cancel) is not { State: < HubState.Removing } hub || await tasks.FindAsync(taskId, cancel) is not { Wish: { } wish })
            return new ProbedPages(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "The hub or the task is gone, or the hub is being removed.")));
        var asked = await blobs.ReadAsync<AskedProbe>(wish, cancel);
        var (report, trouble) = await automation.RunAsync(
            hub, work.Step, (app, run, stop) => app.ProbeAsync(run, new ProbeWish(hub.Workspace, asked.OpenDialogs), stop), cancel);
        return report is null ? new ProbedPages(Trouble: trouble) : new ProbedPages(await blobs.WriteAsync(hub.Id, "probe", report, cancel));
    }
}
