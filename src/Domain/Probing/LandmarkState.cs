namespace Seatkeeper.Domain.Probing;

/// <summary>How a landmark of a page map compares with the page.</summary>
public enum LandmarkState
{
    /// <summary>It is there, as often as it should be.</summary>
    Found,
    /// <summary>More elements fit than should.</summary>
    Ambiguous,
    /// <summary>It should be there, and nothing fits.</summary>
    Missing,
    /// <summary>It comes and goes with what the page has to show, and was not there.</summary>
    NotShown,
}
