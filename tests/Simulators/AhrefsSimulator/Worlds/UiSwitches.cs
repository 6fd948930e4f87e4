namespace Seatkeeper.AhrefsSimulator.Worlds;

/// <summary>What the page shows differently, on top of its variant.</summary>
public sealed record UiSwitches
{
    public IReadOnlyDictionary<string, string> LabelDrift { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyList<string> LocatorMissing { get; init; } = [];
    public IReadOnlyList<DuplicateElement> DuplicateElement { get; init; } = [];
    public bool OrderSwap { get; init; }
    public bool LateShift { get; init; }

    /// <summary>Any of cookie, survey, tour, chat; consent, which asks to accept new terms; midFlow, a survey that opens while somebody is being invited.</summary>
    public IReadOnlyList<string> Overlays { get; init; } = [];

    /// <summary>Paths that the application no longer knows.</summary>
    public IReadOnlyList<string> MissingRoutes { get; init; } = [];

    /// <summary>What stands in the search box when the page opens.</summary>
    public string SearchText { get; init; } = "";

    /// <summary>How often the page is drawn anew while somebody types into the search box, and forgets what was typed.</summary>
    public int SearchForgets { get; init; }

    /// <summary>Whom the dialogs about a person name instead.</summary>
    public string? DialogNames { get; init; }

    /// <summary>The dialog about a removal asks for something more.</summary>
    public bool MoreConsequences { get; init; }

    /// <summary>In whose row every row's menu opens instead.</summary>
    public string? MenusOpenAt { get; init; }

    /// <summary>What the dialog that invites makes of every address.</summary>
    public string? ChipBecomes { get; init; }

    /// <summary>The role that the dialog that invites falls back to when another one is chosen.</summary>
    public string? InviteRoleSticks { get; init; }

    /// <summary>Whose boxes are ticked when the page opens, where people are ticked.</summary>
    public IReadOnlyList<string> Ticked { get; init; } = [];

    /// <summary>Whose details the side panel shows when the page opens, where there is one.</summary>
    public string? PanelShows { get; init; }

    /// <summary>How long an open side panel still shows the person before.</summary>
    public int PanelStaleMs { get; init; } = 800;

    /// <summary>The role that stands in the dialog that invites when it opens.</summary>
    public string InviteDefaultRole { get; init; } = "Member";

    /// <summary>The dialog that invites tells a price for each address, whatever the seats are.</summary>
    public bool InvitePriceNote { get; init; }

    /// <summary>A button that sells a larger plan stands in place of the link that invites.</summary>
    public bool UpgradeToInvite { get; init; }

    /// <summary>A button that sends something stays enabled while the answer is awaited.</summary>
    public bool SubmitStaysEnabled { get; init; }

    /// <summary>What else opens with the menu of a row: popup or download.</summary>
    public string? MenusOpen { get; init; }

    /// <summary>Something that nobody sees lies over the middle of every button that sends, and of every choice that does.</summary>
    public bool CoverConfirm { get; init; }

    /// <summary>What should open the dialog about a removal, or about the end of an invitation, does it at once.</summary>
    public bool ActsAtOnce { get; init; }

    /// <summary>The role that can be seen in the rows and not be chosen there.</summary>
    public string? RoleOff { get; init; }

    /// <summary>What stands on the pages of the lists as an alert, whatever happens.</summary>
    public string? StandingAlert { get; init; }

    /// <summary>An open dialog hides the page behind it from whoever does not see it.</summary>
    public bool DialogHidesPage { get; init; }

    /// <summary>An open dialog takes the header away for good.</summary>
    public bool DialogTakesHeader { get; init; }

    /// <summary>While a dialog is open, the header shows soon which workspace was opened elsewhere.</summary>
    public bool HeaderFollows { get; init; }

    /// <summary>The box for everybody follows the boxes of the page, and the toolbar stays when nobody is ticked.</summary>
    public bool SelectionStays { get; init; }

    /// <summary>After how many letters addresses are cut short in the lists; 0 for never.</summary>
    public int CutEmails { get; init; }

    /// <summary>Where addresses are cut short, a title has the whole.</summary>
    public bool CutEmailTitles { get; init; }

    /// <summary>A sign-in that fails shows the password that was typed.</summary>
    public bool EchoPassword { get; init; }

    /// <summary>After how many letters the boxes for a new password cut what is typed; 0 for never.</summary>
    public int CutPasswordsAt { get; init; }

    /// <summary>The code that turns two-factor authentication on is sent after its last digit, without the button.</summary>
    public bool SendEnrolCode { get; init; }

    public bool TestIds { get; init; }
}

/// <summary>A second element with the same role and name.</summary>
public sealed record DuplicateElement(string Of, string How);
