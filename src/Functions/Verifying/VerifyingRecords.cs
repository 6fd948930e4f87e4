using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Verifying;

/// <summary>The input of a step that works with a person's own account.</summary>
public sealed record AccountStep(string TaskId, string ExecutionId, string AccountId)
{
    /// <summary>Something was sent to the app, and what came of it has to be found out: a wish to stop comes too late.</summary>
    public bool IsClosing { get; init; }

    /// <summary>Why the step may not go on; null where it may.</summary>
    /// <param name="task">The task as it stands now.</param>
    internal Failure? StopOf(AutomatedTask? task) => new AutomationStep(TaskId, ExecutionId, "") { IsClosing = IsClosing }.StopOf(task);
}

/// <summary>What came of a step that signs in.</summary>
/// <param name="Trouble">Why it did not.</param>
public sealed record VerifiedAccount(StepTrouble? Trouble = null) : IStepResult;

/// <summary>How a task with an account ends.</summary>
/// <param name="Step">The task.</param>
/// <param name="Failure">What stopped it, or null.</param>
public sealed record AccountTaskEnd(AccountStep Step, Failure? Failure = null);

/// <summary>What a step works with.</summary>
/// <param name="App">The app's connector.</param>
/// <param name="Account">The account as it stands.</param>
/// <param name="Lease">The hold on the account.</param>
/// <param name="RunWith">A run of the connector with one version of the account's credentials.</param>
public sealed record OwnWork(IAppConnector App, Account Account, WorkspaceLease Lease, Func<string, IAutomationRun> RunWith);
