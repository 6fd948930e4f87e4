using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>How many elements a landmark has where everything is as the map says.</summary>
internal enum Amount
{
    One,
    OneOrMore,
    /// <summary>It comes and goes with what the page has to show.</summary>
    AtMostOne,
    Any,
}

/// <summary>A landmark that belongs somewhere.</summary>
internal sealed record Expected(string Key, Amount Amount = Amount.One)
{
    public LandmarkState StateOf(int count) => (Amount, count) switch
    {
        (Amount.One or Amount.OneOrMore, 0) => LandmarkState.Missing,
        (_, 0) => LandmarkState.NotShown,
        (Amount.One or Amount.AtMostOne, > 1) => LandmarkState.Ambiguous,
        _ => LandmarkState.Found,
    };
}

/// <summary>A page, a menu or a dialog, and what belongs there.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Landmarks">What belongs there.</param>
/// <param name="Page">The page by its path in the map and its name for the page's reader; empty for what is opened over a page.</param>
internal sealed record ProbePlace(string Name, IReadOnlyList<Expected> Landmarks, (string Path, string Look) Page = default);

/// <summary>What belongs where. What an ordinary visit never shows is in no place: sign-in, trouble, and what comes only after something was sent.</summary>
internal static class ProbePlaces
{
    private static readonly Expected[] Shell =
        [new("page.main"), new("shell.banner"), new("shell.workspaceButton"), new("shell.navigation"), new("shell.membersLink")];

    private static readonly Expected[] Frame =
        [new("members.tabConfirmed"), new("members.tabPending"), new("members.headerCount"), new("members.require2fa"), new("invite.open"), new("members.search", Amount.AtMostOne)];

    private static readonly Expected[] Parts =
        [new("members.pagination", Amount.AtMostOne), new("members.range", Amount.AtMostOne), new("members.next", Amount.AtMostOne), new("members.showMore", Amount.AtMostOne)];

    public static ProbePlace Account { get; } = new("account", [.. Shell, new("account.page"), new("account.operatorEmail")], ("myAccount", "account"));

    public static ProbePlace Confirmed { get; } = new(
        "confirmed", [.. Shell, .. Frame, .. Parts, new("members.page"), new("members.list"), new("row.actions", Amount.Any)], ("confirmed", "confirmed"));

    public static ProbePlace Pending { get; } = new(
        "pending",
        [.. Shell, .. Frame, .. Parts, new("pending.page"), new("pending.list", Amount.AtMostOne), new("pending.empty", Amount.AtMostOne), new("row.actions", Amount.Any)],
        ("pending", "pending"));

    public static ProbePlace Limits { get; } = new(
        "limits", [.. Shell, new("limits.page"), new("limits.seatsUsed", Amount.AtMostOne), new("limits.seatsPaid", Amount.AtMostOne), new("limits.seatsMax", Amount.AtMostOne)], ("limits", "limits"));

    public static IReadOnlyList<ProbePlace> Pages { get; } = [Account, Confirmed, Pending, Limits];

    public static ProbePlace MemberMenu { get; } = new("member menu", [new("action.changeRole"), new("action.remove")]);

    public static ProbePlace InvitationMenu { get; } = new("invitation menu", [new("pending.resend"), new("pending.cancel")]);

    /// <summary>A step's dialog: what is known to belong to it has to be there once; what else the map has of it may be.</summary>
    public static ProbePlace DialogOf(Step step, IEnumerable<string> keys)
    {
        var dialog = step.Dialog ?? throw new ArgumentException("The step has no dialog.", nameof(step));
        Expected[] known = step == Step.Invite
            ? [new("invite"), new("invite.emails"), new("invite.role"), new("invite.submit"), new("invite.cancel")]
            : [new(dialog), new($"{dialog}.target"), new(step.Confirm), new(step.Leave), .. step == Step.ChangeRole ? [new Expected($"{dialog}.option", Amount.OneOrMore)] : Array.Empty<Expected>()];
        var more = keys.Where(key => key.StartsWith($"{dialog}.", StringComparison.Ordinal) && key != step.Opener && !known.Any(expected => expected.Key == key));
        return new ProbePlace(dialog, [.. known, .. more.Select(key => new Expected(key, Amount.Any))]);
    }
}
