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
    /// <summary>The path of the page of API keys, in a map that knows one.</summary>
    public const string ApiKeysPath = "apiKeys";

    /// <summary>The box in which people are searched for.</summary>
    public const string Search = "members.search";

    private static readonly Expected[] Shell =
        [new("page.main"), new("shell.banner"), new("shell.workspaceButton"), new("shell.navigation"), new("shell.membersLink")];

    private static readonly Expected[] Frame =
        [new("members.tabConfirmed"), new("members.tabPending"), new("members.headerCount"), new("members.require2fa"), new("invite.open"), new(Search, Amount.AtMostOne)];

    private static readonly Expected[] Parts =
        [new("members.pagination", Amount.AtMostOne), new("members.range", Amount.AtMostOne), new("members.next", Amount.AtMostOne), new("members.showMore", Amount.AtMostOne)];

    // What a person's row begins with, by one way or another.
    private static readonly Expected[] Firsts = [new("row.actions", Amount.Any), new("row.open", Amount.Any), new("row.select", Amount.Any)];

    public static ProbePlace Account { get; } = new("account", [.. Shell, new("account.page"), new("account.operatorEmail")], ("myAccount", "account"));

    public static ProbePlace Confirmed { get; } = new(
        "confirmed", [.. Shell, .. Frame, .. Parts, new("members.page"), new("members.list"), .. Firsts], ("confirmed", "confirmed"));

    public static ProbePlace Pending { get; } = new(
        "pending",
        [.. Shell, .. Frame, .. Parts, new("pending.page"), new("pending.list", Amount.AtMostOne), new("pending.empty", Amount.AtMostOne), .. Firsts],
        ("pending", "pending"));

    public static ProbePlace Limits { get; } = new(
        "limits", [.. Shell, new("limits.page"), new("limits.seatsUsed", Amount.AtMostOne), new("limits.seatsPaid", Amount.AtMostOne), new("limits.seatsMax", Amount.AtMostOne)], ("limits", "limits"));

    /// <summary>Looked at where the map knows it: a removal takes a person's keys along.</summary>
    public static ProbePlace ApiKeys { get; } = new(
        "apiKeys", [.. Shell, new("apiKeys.page"), new("apiKeys.list"), new("apiKeys.empty", Amount.AtMostOne), new("apiKeys.creator", Amount.Any)], (ApiKeysPath, "apiKeys"));

    public static IReadOnlyList<ProbePlace> Pages { get; } = [Account, Confirmed, Pending, Limits, ApiKeys];

    /// <summary>Where no dialog was opened, and why.</summary>
    public const string NoDialogs = "dialogs";

    /// <summary>The controls of one member, or of one invitation, as a way shows them.</summary>
    public static ProbePlace ControlsOf(Step step, string way)
    {
        Step[] steps = step.Pending ? [Step.Resend, Step.CancelInvitation] : [Step.ChangeRole, Step.Remove];
        Expected[] landmarks = way switch
        {
            ControlWay.Row => [.. steps.Select(one => new Expected(one.InRow, Amount.Any))],
            ControlWay.Panel => [new("panel"), new("panel.target"), .. steps.Select(one => new Expected(one.InPanel))],
            ControlWay.Bulk => [new("bulk.toolbar"), new("bulk.count"), .. steps.Select(one => new Expected(one.InBulk))],
            _ => [.. steps.Select(one => new Expected(one.Opener))],
        };
        return new ProbePlace($"{(step.Pending ? "invitation" : "member")} {way}", landmarks);
    }

    /// <summary>Where a list does not show everybody, people are searched for.</summary>
    public static ProbePlace WithSearch(this ProbePlace list) =>
        list with { Landmarks = [.. list.Landmarks.Select(expected => expected.Key == Search ? expected with { Amount = Amount.One } : expected)] };

    /// <summary>A step's dialog: what is known to belong to it has to be there once; what else the map has of it may be.</summary>
    public static ProbePlace DialogOf(Step step, IEnumerable<string> keys, string way = ControlWay.Menu)
    {
        // Of whoever is ticked, a dialog may tell only how many they are.
        var whom = way is ControlWay.Bulk ? Amount.AtMostOne : Amount.One;
        var dialog = step.Dialog ?? throw new ArgumentException("The step has no dialog.", nameof(step));
        Expected[] known = step == Step.Invite
            ? [new("invite"), new("invite.emails"), new("invite.role"), new("invite.submit"), new("invite.cancel")]
            : [new(dialog), new($"{dialog}.target", whom), new(step.Confirm), new(step.Leave), .. step == Step.ChangeRole ? [new Expected($"{dialog}.option", Amount.OneOrMore)] : Array.Empty<Expected>()];
        var more = keys.Where(key => key.StartsWith($"{dialog}.", StringComparison.Ordinal) && key != step.Opener && !known.Any(expected => expected.Key == key));
        return new ProbePlace(dialog, [.. known, .. more.Select(key => new Expected(key, Amount.Any))]);
    }
}
