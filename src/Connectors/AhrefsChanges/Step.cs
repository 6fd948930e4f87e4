using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>One thing that is sent to the site through its page, by the landmarks that lead to it.</summary>
/// <param name="Pending">The list that the person's row is in.</param>
/// <param name="Opener">What opens it: an entry of the person's menu, or a link of the page.</param>
/// <param name="Dialog">The dialog that asks; null where the opener itself sends.</param>
/// <param name="Confirm">What sends it.</param>
/// <param name="Leave">What leaves the dialog with nothing sent.</param>
/// <param name="MostSubmits">How often it may be sent where reading back shows that it had no effect.</param>
internal sealed record Step(bool Pending, string Opener, string? Dialog, string Confirm, string Leave, int MostSubmits = 2)
{
    /// <summary>Somebody loses a seat or the way to one: what the page shows before and after is kept.</summary>
    public bool TakesAway => this == Remove || this == CancelInvitation;

    /// <summary>The change that it makes.</summary>
    public ChangeAction Action =>
        this == Remove ? ChangeAction.Remove
        : this == ChangeRole ? ChangeAction.ChangeRole
        : this == CancelInvitation ? ChangeAction.CancelInvitation
        : this == Resend ? ChangeAction.ResendInvitation
        : ChangeAction.Invite;

    /// <summary>Its name in evidence.</summary>
    public string Name => Action.ToString();

    /// <summary>The step that an action takes somebody away by, or null where it takes nobody away.</summary>
    public static Step? TakingAway(ChangeAction action) => action switch
    {
        ChangeAction.Remove => Remove,
        ChangeAction.CancelInvitation => CancelInvitation,
        _ => null,
    };

    public static Step Remove { get; } = new(Pending: false, "action.remove", "removeDialog", "removeDialog.confirm", "removeDialog.cancel")
    {
        InRow = "row.remove",
        InPanel = "panel.remove",
        InBulk = "bulk.remove",
    };

    public static Step ChangeRole { get; } = new(Pending: false, "action.changeRole", "roleDialog", "roleDialog.save", "roleDialog.cancel")
    {
        InRow = "row.role",
        InPanel = "panel.changeRole",
        InBulk = "bulk.changeRole",
    };

    /// <summary>Two buttons of its dialog are about cancelling; the one that leaves it says that the invitation is kept.</summary>
    public static Step CancelInvitation { get; } = new(Pending: true, "pending.cancel", "cancelDialog", "cancelDialog.confirm", "cancelDialog.keep")
    {
        InRow = "row.cancel",
        InPanel = "panel.cancel",
        InBulk = "bulk.cancel",
    };

    /// <summary>No list shows whether it was sent again, so it is never sent twice.</summary>
    public static Step Resend { get; } = new(Pending: true, "pending.resend", Dialog: null, "pending.resend", "", MostSubmits: 1)
    {
        InRow = "row.resend",
        InPanel = "panel.resend",
        InBulk = "bulk.resend",
    };

    public static Step Invite { get; } = new(Pending: true, "invite.open", "invite", "invite.submit", "invite.cancel");

    /// <summary>A control in the row itself, where it has no menu.</summary>
    public string InRow { get; init; } = "";

    /// <summary>A control in a panel that the row opens.</summary>
    public string InPanel { get; init; } = "";

    /// <summary>A control for whoever is ticked.</summary>
    public string InBulk { get; init; } = "";
}
