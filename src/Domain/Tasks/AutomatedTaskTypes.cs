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
    /// <summary>Invites people to the app.</summary>
    AddMembers,
    /// <summary>Changes members' roles in the app.</summary>
    UpdateRoles,
    /// <summary>Takes members' seats away.</summary>
    RemoveMembers,
    /// <summary>Sends an invitation again.</summary>
    ResendInvitation,
    /// <summary>Takes an invitation back.</summary>
    CancelInvitation,
    /// <summary>Matches members to people by hand; changes nothing in the app.</summary>
    MatchMembers,
    /// <summary>Compares the app's pages with the page map; changes nothing.</summary>
    Probe,
    /// <summary>Gives a hub another automation account.</summary>
    ReplaceAutomationAccount,
    /// <summary>Removes a hub.</summary>
    RemoveHub,
    /// <summary>Brings a hub's grants in step with its teams and groups, and starts what follows in the app.</summary>
    ProvisionHub,
    /// <summary>Signs in with a person's own account, to see whether its credentials are right.</summary>
    VerifyAccount,
    /// <summary>Gives a person's own account a strong password and two-factor authentication.</summary>
    ProtectAccount,
    /// <summary>Brings people in step with the corporate directory.</summary>
    SyncDirectory,
}

/// <summary>Groups of task types.</summary>
public static class AutomatedTaskTypes
{
    /// <summary>Whether a task holds its hub from the moment it is made: of two, one is refused or is the other.</summary>
    /// <param name="type">The type.</param>
    public static bool HoldsHub(this AutomatedTaskType type) => type is AutomatedTaskType.ConnectHub or AutomatedTaskType.CheckForUpdates;

    /// <summary>Whether a task changes members, in the app, whom they are matched to, or which of them is the automation account: it waits for its hub instead of being refused, and no newer task takes its place.</summary>
    /// <param name="type">The type.</param>
    public static bool ChangesMembers(this AutomatedTaskType type) => type is AutomatedTaskType.AddMembers or AutomatedTaskType.UpdateRoles
        or AutomatedTaskType.RemoveMembers or AutomatedTaskType.ResendInvitation or AutomatedTaskType.CancelInvitation or AutomatedTaskType.MatchMembers
        or AutomatedTaskType.ReplaceAutomationAccount or AutomatedTaskType.ProvisionHub;

    /// <summary>Whether a task sends changes of members to the app itself, one item a person.</summary>
    /// <param name="type">The type.</param>
    public static bool SendsChanges(this AutomatedTaskType type) => type is AutomatedTaskType.AddMembers or AutomatedTaskType.UpdateRoles
        or AutomatedTaskType.RemoveMembers or AutomatedTaskType.ResendInvitation or AutomatedTaskType.CancelInvitation;

    /// <summary>Whether a task works with one person's own account: it is theirs alone, belongs to no hub, and nobody else asks for it or does it again.</summary>
    /// <param name="type">The type.</param>
    public static bool ConcernsOwnAccount(this AutomatedTaskType type) => type is AutomatedTaskType.VerifyAccount or AutomatedTaskType.ProtectAccount;
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
