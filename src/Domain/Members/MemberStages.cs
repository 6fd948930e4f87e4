namespace Seatkeeper.Domain.Members;

/// <summary>What happens to a member's seat.</summary>
public enum MemberEvent
{
    /// <summary>Seatkeeper begins to send an invitation.</summary>
    InviteStarted,
    /// <summary>The app sent the invitation.</summary>
    InviteSent,
    /// <summary>The invitation could not be sent.</summary>
    InviteRefused,
    /// <summary>A check saw a valid invitation.</summary>
    SeenPending,
    /// <summary>A check saw an invitation that ran out.</summary>
    SeenExpired,
    /// <summary>A check saw the person among the members for the first time after an invitation.</summary>
    SeenAccepted,
    /// <summary>The person connected their own account.</summary>
    AccountConnected,
    /// <summary>Seatkeeper begins to change the role.</summary>
    UpdateStarted,
    /// <summary>The role was changed and read back.</summary>
    UpdateDone,
    /// <summary>The role could not be changed.</summary>
    UpdateRefused,
    /// <summary>Seatkeeper begins to take the seat away.</summary>
    RemovalStarted,
    /// <summary>The person was read to be gone.</summary>
    RemovalDone,
    /// <summary>The seat could not be taken away.</summary>
    RemovalRefused,
    /// <summary>A check saw that the person is in no list any more.</summary>
    SeenGone,
    /// <summary>A check saw somebody who had been gone, or whose removal had begun.</summary>
    SeenAgain,
}

/// <summary>The one table of how a member's stage moves.</summary>
public static class MemberStages
{
    /// <summary>The stage after an event, or null where the event is not possible at that stage.</summary>
    /// <param name="stage">The present stage.</param>
    /// <param name="happened">What happened.</param>
    public static MemberStage? After(MemberStage stage, MemberEvent happened) => happened switch
    {
        MemberEvent.InviteStarted => From(stage, MemberStage.Inviting, MemberStage.None, MemberStage.PendingInvite, MemberStage.InviteExpired, MemberStage.InviteFailed, MemberStage.Removed),
        MemberEvent.InviteSent => From(stage, MemberStage.PendingInvite, MemberStage.Inviting),
        MemberEvent.InviteRefused => From(stage, MemberStage.InviteFailed, MemberStage.Inviting),
        MemberEvent.UpdateStarted => From(stage, MemberStage.Updating, MemberStage.None, MemberStage.AwaitingAccount, MemberStage.UpdateFailed, MemberStage.DeprovisioningFailed),
        MemberEvent.UpdateDone => From(stage, MemberStage.None, MemberStage.Updating),
        MemberEvent.UpdateRefused => From(stage, MemberStage.UpdateFailed, MemberStage.Updating),
        MemberEvent.RemovalStarted => stage is MemberStage.Removed or MemberStage.Inviting or MemberStage.Updating or MemberStage.Deprovisioning ? null : MemberStage.Deprovisioning,
        MemberEvent.RemovalDone => From(stage, MemberStage.Removed, MemberStage.Deprovisioning),
        MemberEvent.RemovalRefused => From(stage, MemberStage.DeprovisioningFailed, MemberStage.Deprovisioning),
        MemberEvent.AccountConnected => From(stage, MemberStage.None, MemberStage.AwaitingAccount),
        _ => AfterCheck(stage, happened),
    };

    /// <summary>
    /// The stage at which work begins. Whoever begins it has the hub to themself, so work that seems under way was cut short and is
    /// ended as failed first. Where the event is not possible the stage stays.
    /// </summary>
    /// <param name="stage">The present stage.</param>
    /// <param name="started">What begins.</param>
    public static MemberStage Begin(MemberStage stage, MemberEvent started)
    {
        var rested = stage switch
        {
            MemberStage.Inviting => After(stage, MemberEvent.InviteRefused),
            MemberStage.Updating => After(stage, MemberEvent.UpdateRefused),
            MemberStage.Deprovisioning => After(stage, MemberEvent.RemovalRefused),
            _ => stage,
        };
        return After(rested ?? stage, started) ?? stage;
    }

    // A check only reports what is true: it moves every stage that claims otherwise, and no other.
    private static MemberStage? AfterCheck(MemberStage stage, MemberEvent seen) => (seen, stage) switch
    {
        // A check has the hub to itself, so a change that seems under way was cut short, or nobody knows how it ended: the list says so now.
        (MemberEvent.SeenAgain, MemberStage.Updating) => MemberStage.UpdateFailed,
        (MemberEvent.SeenGone, MemberStage.Updating) => MemberStage.None,
        (_, MemberStage.Updating) => stage,
        (MemberEvent.SeenAgain, MemberStage.Inviting) => MemberStage.None,
        // A check has the hub to itself, so a removal that seems under way was cut short: the list says how it ended.
        (MemberEvent.SeenGone, MemberStage.Deprovisioning) => MemberStage.Removed,
        (MemberEvent.SeenPending or MemberEvent.SeenExpired or MemberEvent.SeenAgain, MemberStage.Deprovisioning) => MemberStage.DeprovisioningFailed,
        (MemberEvent.SeenPending, MemberStage.DeprovisioningFailed) => stage,
        (MemberEvent.SeenPending, _) => MemberStage.PendingInvite,
        (MemberEvent.SeenExpired, MemberStage.DeprovisioningFailed) => stage,
        (MemberEvent.SeenExpired, _) => MemberStage.InviteExpired,
        (MemberEvent.SeenAccepted, MemberStage.Inviting or MemberStage.PendingInvite or MemberStage.InviteExpired or MemberStage.InviteFailed) => MemberStage.AwaitingAccount,
        (MemberEvent.SeenAccepted, _) => stage,
        (MemberEvent.SeenGone, MemberStage.DeprovisioningFailed or MemberStage.Removed) => MemberStage.Removed,
        (MemberEvent.SeenGone, _) => MemberStage.None,
        (MemberEvent.SeenAgain, MemberStage.Removed) => MemberStage.None,
        (MemberEvent.SeenAgain, _) => stage,
        _ => null,
    };

    private static MemberStage? From(MemberStage stage, MemberStage next, params ReadOnlySpan<MemberStage> allowed) => allowed.Contains(stage) ? next : null;
}
