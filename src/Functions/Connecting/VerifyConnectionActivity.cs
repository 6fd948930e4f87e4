using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Connecting;

/// <summary>Signs in with the automation account, and looks who that is, with which role, and which workspace is open.</summary>
public sealed class VerifyConnectionActivity(HubPointers pointers, HubAutomation automation, TaskWaker waker)
{
    /// <summary>What was found.</summary>
    [Function(nameof(VerifyConnectionActivity))]
    public async Task<ConnectionVerified> Run([ActivityTrigger] AutomationStep step, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (await pointers.TakeAsync(step.HubId, step.TaskId, cancel) is not { } hub)
            return new ConnectionVerified(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "Another task works on the hub.")));

        // Whoever connects the hub again has given up the connection that waits for a person.
        if (await pointers.SupersedeConnectionAsync(step.HubId, step.TaskId, cancel) is { } superseded)
            await waker.WakeAsync(superseded, client, cancel);

        var (connection, trouble) = await automation.RunAsync(hub, step, (app, run, stop) => app.VerifyAsync(run, hub.SignInWish, stop), cancel);
        return new ConnectionVerified(connection, trouble);
    }
}
