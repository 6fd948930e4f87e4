using System.Text.Json;

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
    bool OnTrust = false)
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
internal sealed record LookRequest(
    string Page, IReadOnlyList<string>? Texts = null, ListBefore? After = null, IReadOnlyList<string>? Past = null, IReadOnlyList<string>? Also = null,
    bool Strict = false);

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
