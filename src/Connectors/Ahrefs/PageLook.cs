using System.Text.Json;
using Microsoft.Playwright;
using Seatkeeper.Connectors.AhrefsControls;
using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>What one look at a page told; texts are data.</summary>
internal sealed record PageLook(
    string State,
    string Path,
    string Language,
    IReadOnlyDictionary<string, string> Texts,
    IReadOnlyDictionary<string, int> Counts,
    string? Overlay = null,
    string? Dialog = null,
    string? Missing = null,
    ListLook? List = null,
    bool OnTrust = false,
    PersonLook? Person = null,
    DialogLook? Asked = null,
    string? Refusal = null,
    int Found = 0)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static PageLook Parse(string json) =>
        JsonSerializer.Deserialize<PageLook>(json, Options) ?? throw new JsonException("The page's reader told nothing.");

    public static ScrollLook ParseScroll(string json) =>
        JsonSerializer.Deserialize<ScrollLook>(json, Options) ?? throw new JsonException("The page's reader told nothing.");

    public string? Text(string landmark) => Texts.GetValueOrDefault(landmark);

    public int Count(string landmark) => Counts.GetValueOrDefault(landmark);
}

/// <summary>What is asked of a look.</summary>
/// <param name="Page">The page that is meant: account, confirmed, pending, limits, shell, signIn.</param>
/// <param name="Texts">Landmarks whose texts are wanted.</param>
/// <param name="After">What stood there before a page was turned.</param>
/// <param name="Past">States that are left behind and not worth telling.</param>
/// <param name="Also">States besides "ready" that the caller deals with.</param>
/// <param name="Strict">Of a long list too, only what is shown counts; else what nothing but a style could hide is taken for shown.</param>
/// <param name="Person">One person whose row is wanted, instead of the whole list.</param>
/// <param name="Await">A landmark that has to come up.</param>
/// <param name="Opened">A step on one person whose menu has to offer it.</param>
/// <param name="Dialog">A dialog that has to come up; its content is told.</param>
/// <param name="Fresh">Landmarks of which one has to come up that was not there before.</param>
/// <param name="Earlier">The elements that were there before; what they show is not told.</param>
/// <param name="Leaving">A dialog whose answer was sent off: it closes, or says why it does not ("refused").</param>
internal sealed record LookRequest(
    string Page, IReadOnlyList<string>? Texts = null, ListBefore? After = null, IReadOnlyList<string>? Past = null, IReadOnlyList<string>? Also = null,
    bool Strict = false, PersonWanted? Person = null, string? Await = null, string? Dialog = null, string? Leaving = null, ControlStep? Opened = null,
    IReadOnlyList<string>? Fresh = null, IJSHandle? Earlier = null);

/// <summary>Whose row is wanted, and in which state.</summary>
/// <param name="Key">The address in the form that is compared.</param>
/// <param name="Query">What stands in the search box, where the list is searched.</param>
/// <param name="Gone">Wait until nobody of that address is left.</param>
/// <param name="Roles">Wait until the row tells one of these.</param>
/// <param name="Typed">The query was just typed: that the box holds something else is told as the state "forgotten", and not waited out.</param>
internal sealed record PersonWanted(string Key, string? Query = null, bool Gone = false, IReadOnlyList<string>? Roles = null, bool Typed = false);

/// <summary>What stood in the list before it was turned, emptied of a search, or made longer.</summary>
internal sealed record ListBefore(string? Range, string? First, int Count, int Total);

internal sealed record ListLook(
    string Mode,
    IReadOnlyList<RowLook> Rows,
    int Lists,
    string? Range,
    IReadOnlyList<string> Columns,
    int Total = 0,
    bool More = false);

/// <summary>The rows of one address, by the e-mail cell alone, and whether everybody stands there: a list that shows all it has needs no search.</summary>
internal sealed record PersonLook(string Mode, int Lists, IReadOnlyList<RowLook> Matches, string? TwoFactorSwitch = null, string? Range = null)
{
    public bool IsWhole(string groups) => Mode is "full" || (Mode is "paged" && LocalisedNumber.ParseAll(Range, groups) is [1, var last, var total] && last == total);
}

/// <summary>
/// What an open dialog holds: whom it names, or how many, what can be chosen, what stands in a box that wants the address typed, and
/// whatever the map does not account for.
/// </summary>
internal sealed record DialogLook(
    IReadOnlyList<string> Targets, IReadOnlyList<string> Counts, IReadOnlyList<OptionLook> Options, IReadOnlyList<string> Extra, IReadOnlyList<string> Chips,
    IReadOnlyList<string> Typed);

/// <summary>What can be chosen; not where it is off.</summary>
internal sealed record OptionLook(string Name, bool Chosen, bool Disabled = false);

internal sealed record ScrollLook(string State, IReadOnlyList<RowLook> Rows, int Next, int Total = 0);

/// <summary>One row, read in one piece.</summary>
internal sealed record RowLook(
    bool Self,
    int Index,
    string? Email,
    string? Name,
    string? Role,
    string? Status = null,
    string? LastActive = null,
    string? TwoFactor = null);
