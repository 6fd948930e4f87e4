using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>Whether a person has compared the map with the real site, by its own word; that alone permits nothing (see <see cref="EffectPermit"/>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PageMapStatus>))]
internal enum PageMapStatus
{
    Unverified,
    Verified,
}

/// <summary>
/// Where things are on an app's pages, as data: paths, landmarks by role and name, words by language. The part that
/// the page's own reader needs travels to it as <see cref="Json"/>; this record holds what the connector decides by.
/// </summary>
internal sealed record PageMap
{
    public required string Name { get; init; }
    public required int Version { get; init; }
    public required PageMapStatus Status { get; init; }
    public required string DefaultLanguage { get; init; }
    public required IReadOnlyDictionary<string, string> Paths { get; init; }
    public required IReadOnlyDictionary<string, PageWords> Languages { get; init; }
    public required IReadOnlyDictionary<string, IReadOnlyList<Candidate>> Landmarks { get; init; }
    public required IReadOnlyList<KnownOverlay> Overlays { get; init; }
    public IReadOnlyDictionary<string, ObservedAnswer> Answers { get; init; } = new Dictionary<string, ObservedAnswer>(StringComparer.Ordinal);

    /// <summary>Paths to which the pages tell what was clicked, in passing: nothing comes of it for anybody.</summary>
    public IReadOnlyList<string> Beacons { get; init; } = [];

    /// <summary>The map's text as it was read; what the page's reader works by.</summary>
    [JsonIgnore]
    public string Json { get; init; } = "";

    /// <summary>SHA-256 of the map's content, whatever its line ends and indentation.</summary>
    [JsonIgnore]
    public string Digest { get; init; } = "";

    /// <summary>The words of a page's language; the connector stops before it asks for a language that is not there.</summary>
    public PageWords Words(string language) => Languages[language];
}

/// <summary>One way to find a landmark.</summary>
internal sealed record Candidate(
    string? Role = null, string? Css = null, string? Within = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Names = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? Patterns = null);

/// <summary>An overlay that may be closed, and only by the button named here.</summary>
internal sealed record KnownOverlay(string Name, JsonElement Find, JsonElement Close);

/// <summary>The words of one language of the app's interface.</summary>
internal sealed record PageWords
{
    public required IReadOnlyDictionary<string, string> Roles { get; init; }
    public required string NumberGroups { get; init; }
    /// <summary>How dates are written, as .NET's format strings.</summary>
    public IReadOnlyList<string> Dates { get; init; } = [];

    public IReadOnlyList<string> Expired { get; init; } = [];
    public IReadOnlyList<string> Yes { get; init; } = [];
    public IReadOnlyList<string> No { get; init; } = [];
    public IReadOnlyDictionary<string, IReadOnlyList<string>> SignInErrors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Why a dialog did not do what it was asked for, by the beginning or a part of what it says.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Refusals { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}

/// <summary>A JSON answer that the page fetches for itself and that may be looked at in passing: its path and field names.</summary>
internal sealed record ObservedAnswer(string Path, IReadOnlyDictionary<string, string> Fields);
