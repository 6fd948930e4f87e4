namespace Seatkeeper.AhrefsSimulator.Worlds;

/// <summary>What the page shows differently, on top of its variant.</summary>
public sealed record UiSwitches
{
    public IReadOnlyDictionary<string, string> LabelDrift { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyList<string> LocatorMissing { get; init; } = [];
    public IReadOnlyList<DuplicateElement> DuplicateElement { get; init; } = [];
    public bool OrderSwap { get; init; }
    public bool LateShift { get; init; }

    /// <summary>Any of cookie, survey, tour, chat.</summary>
    public IReadOnlyList<string> Overlays { get; init; } = [];

    /// <summary>Paths that the application no longer knows.</summary>
    public IReadOnlyList<string> MissingRoutes { get; init; } = [];

    /// <summary>What stands in the search box when the page opens.</summary>
    public string SearchText { get; init; } = "";

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

    public bool TestIds { get; init; }
}

/// <summary>A second element with the same role and name.</summary>
public sealed record DuplicateElement(string Of, string How);
