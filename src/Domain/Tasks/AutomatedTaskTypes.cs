namespace Seatkeeper.Domain.Tasks;

/// <summary>What one automated task does.</summary>
public enum AutomatedTaskType
{
    /// <summary>Connects a hub to a workspace of the app.</summary>
    ConnectHub,
    /// <summary>Imports users and roles and matches them to people.</summary>
    CheckForUpdates,
    /// <summary>The daily run over all hubs.</summary>
    DailyCheck,
}

/// <summary>What made a task.</summary>
public enum TaskTrigger
{
    /// <summary>A call of the API.</summary>
    Api,
    /// <summary>The daily timer.</summary>
    DailyCheck,
    /// <summary>A change of an IdP group.</summary>
    GroupChange,
    /// <summary>A change of a team.</summary>
    Team,
    /// <summary>A setting of the hub.</summary>
    Policy,
    /// <summary>A SCIM call.</summary>
    Scim,
}

/// <summary>Where a task stands.</summary>
public enum AutomatedTaskStatus
{
    /// <summary>Recorded, not begun.</summary>
    Pending,
    /// <summary>Under way.</summary>
    InProgress,
    /// <summary>Waits for something that only a person can give.</summary>
    WaitingForInput,
    /// <summary>Waits for a person to approve or reject the plan.</summary>
    WaitingForApproval,
    /// <summary>Done.</summary>
    Completed,
    /// <summary>Done, but some items failed.</summary>
    CompletedWithErrors,
    /// <summary>Failed; says why.</summary>
    Failed,
    /// <summary>Stopped by a person, or superseded.</summary>
    Cancelled,
}
