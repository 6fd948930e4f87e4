using System.Collections.Frozen;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>
/// The only landmarks that the automation may click. What is not here, and in the schema's closed list of landmarks,
/// cannot be clicked by any map: no price confirmation, no workspace-wide switch, no upgrade, no backup code, no human
/// check, no legal consent, no bulk selection.
/// </summary>
internal static class Clickable
{
    public static readonly FrozenSet<string> Keys = new[]
    {
        "login.submit", "totp.submit", "totp.methodApp", "shell.workspaceButton", "shell.workspaceItem", "shell.membersLink", "members.next", "members.showMore",
        "roleDialog.option", "roleDialog.save", "roleDialog.cancel", "removeDialog.confirm", "removeDialog.cancel",
        "cancelDialog.confirm", "cancelDialog.keep", "invite.open", "invite.submit", "invite.cancel", "priceDialog.back",
        "security.change", "security.setUp", "enrol.confirm", "enrol.done",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is used of one person only, found in the person's own row or proven to be about that person; never by its name alone.</summary>
    public static readonly FrozenSet<string> OfOnePerson = new[]
    {
        "row.actions", "action.changeRole", "action.remove", "pending.resend", "pending.cancel",
        "row.role", "row.remove", "row.resend", "row.cancel", "row.open", "row.select",
        "panel.changeRole", "panel.remove", "panel.resend", "panel.cancel", "bulk.changeRole", "bulk.remove", "bulk.resend", "bulk.cancel",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Roles =
        new[] { "link", "button", "menuitem", "menuitemradio", "radio", "tab" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is only ever looked for in one person's row or card. The menu that a row opens may be anywhere.</summary>
    public static bool LiesInRow(string key) =>
        key is not "row.menu" && (key.StartsWith("row.", StringComparison.Ordinal) || key.StartsWith("card.", StringComparison.Ordinal));

    // A form's own submit button is told by its type, which no translation changes.
    public static bool Allows(string key, Candidate candidate) =>
        candidate.Role is { } role
            ? key switch { "row.select" => role is "checkbox", "row.role" => role is "combobox", _ => Roles.Contains(role) }
            : key is "login.submit" && string.Equals(candidate.Css, "button[type=submit]", StringComparison.Ordinal);
}
