namespace Seatkeeper.Domain.Probing;

/// <summary>By which way a page lets one person's controls be reached.</summary>
public static class ControlWay
{
    /// <summary>A menu that the person's row opens.</summary>
    public const string Menu = "menu";

    /// <summary>A control in the row itself.</summary>
    public const string Row = "row";

    /// <summary>A panel that the row opens.</summary>
    public const string Panel = "panel";

    /// <summary>The row's box, and what is done with whoever is ticked.</summary>
    public const string Bulk = "bulk";
}
