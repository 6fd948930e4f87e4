using Seatkeeper.Connectors.Ahrefs;

namespace Seatkeeper.Connectors.AhrefsControls;

/// <summary>One step on one person, by the landmarks that may lead to it: what the page's reader of controls is asked with.</summary>
/// <param name="Page">The list that the person is in.</param>
/// <param name="Key">The address in the form that is compared.</param>
/// <param name="Opener">An entry of the person's menu.</param>
/// <param name="InRow">A control in the row itself.</param>
/// <param name="InPanel">A control in the panel beside the list.</param>
/// <param name="InBulk">A control over the list, for whoever is ticked.</param>
/// <param name="Asks">A dialog follows.</param>
/// <param name="Way">The way that was found.</param>
/// <param name="Part">Which control is wanted: "first", in the row, or "last", which the step ends with.</param>
/// <param name="Guarded">It is proven once more in the click that follows, which reaches nobody else's.</param>
/// <param name="Behind">A dialog is open, and may hide the page behind it.</param>
internal sealed record ControlStep(
    string Page, string Key, string Opener, string InRow, string InPanel, string InBulk, bool Asks, string? Way = null, string? Part = null,
    bool Guarded = false, bool Behind = false);

/// <summary>By which way a person's controls are reached, and how far it has been gone.</summary>
/// <param name="Rows">How many rows or cards the address has.</param>
/// <param name="Way">The first way that the row offers.</param>
/// <param name="Menu">The one open menu is this row's.</param>
/// <param name="Expanded">What the button of the row's menu says of it; null where it says nothing.</param>
/// <param name="Targets">Whom the panel names.</param>
/// <param name="Ticked">Whose boxes are ticked, among those that the page shows.</param>
/// <param name="Strays">How many boxes of the list are ticked that are nobody's.</param>
/// <param name="Counts">How many are ticked, as the page tells.</param>
/// <param name="Options">What can be chosen in the row itself.</param>
/// <param name="Plain">What the open menu offers for the step is a plain button and no entry of a menu.</param>
internal sealed record Standing(
    int Rows, string? Way, bool Menu, string? Expanded, IReadOnlyList<string> Targets, IReadOnlyList<string> Ticked, int Strays, IReadOnlyList<string> Counts,
    IReadOnlyList<OptionLook> Options, bool Plain = false);

/// <summary>What the page's own reader saw of a guarded click.</summary>
/// <param name="Passed">Something of it reached the page.</param>
/// <param name="Proven">The control was this person's in the very click.</param>
/// <param name="Kept">It was kept from the page, because the control was somebody else's by then.</param>
internal sealed record Pressed(bool Passed, bool Proven, bool Kept);
