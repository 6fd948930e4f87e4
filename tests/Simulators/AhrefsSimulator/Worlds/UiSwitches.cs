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

    public bool TestIds { get; init; }
}

/// <summary>A second element with the same role and name.</summary>
public sealed record DuplicateElement(string Of, string How);
