using System.Text.Json.Nodes;

namespace Seatkeeper.AhrefsSimulator.Faulting;

/// <summary>When something goes wrong, and what.</summary>
public sealed record FaultRule : IFaultRule
{
    public required string Id { get; init; }
    public FaultMatch Match { get; init; } = new();
    public required FaultAction Do { get; init; }

    string IFaultRule.Kind => Do.Kind;
    int IFaultRule.Nth => Match.Nth;
    int IFaultRule.Times => Match.Times;
    double IFaultRule.Probability => Match.Probability;
}

/// <summary>Which requests a fault is for. Everything that is named must fit.</summary>
public sealed record FaultMatch
{
    /// <summary>A JSON call's name.</summary>
    public string? Call { get; init; }

    /// <summary>A page's path, or its beginning where it ends in *. The path * is every page and every call.</summary>
    public string? Path { get; init; }

    /// <summary>The number of a list's page, from 1.</summary>
    public int? Page { get; init; }

    /// <summary>Confirmed or pending, for the call that lists.</summary>
    public string? List { get; init; }

    /// <summary>The first of the fitting requests that is hit.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>How many are hit; 0 is all from then on.</summary>
    public int Times { get; init; } = 1;

    public string? TargetEmail { get; init; }
    public double Probability { get; init; } = 1;
}

/// <summary>What goes wrong. Which fields count depends on the kind.</summary>
public sealed record FaultAction
{
    public required string Kind { get; init; }
    public int? Status { get; init; }
    public JsonNode? Body { get; init; }
    public bool ApplyEffect { get; init; }
    public int DelayMs { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>For truncate: how many bytes are sent.</summary>
    public int Bytes { get; init; } = 200;

    /// <summary>For html: what is sent instead of JSON.</summary>
    public string Html { get; init; } = "<!doctype html><title>Proxy</title><p>Please try again.</p>";

    /// <summary>For expireSession: before or after the effect.</summary>
    public string When { get; init; } = "before";

    /// <summary>For rateLimit: seconds, or null for no header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>For rateLimit: the header is a date.</summary>
    public bool RetryAfterAsDate { get; init; }

    /// <summary>For lateEffect: how long the effect takes to take place.</summary>
    public int EffectDelayMs { get; init; }

    /// <summary>For lateEffect: instead of a time, the read of the members, from 1, before which it takes place.</summary>
    public int? EffectBeforeRead { get; init; }

    /// <summary>For overlay: cookie, survey, tour or chat; it lies over every page that is loaded from then on.</summary>
    public string Overlay { get; init; } = "survey";

    /// <summary>For variantFlip: how the members page looks from then on.</summary>
    public string Variant { get; init; } = "B";

    /// <summary>For challenge: how long until it passes by itself; null for never.</summary>
    public int? PassesAfterMs { get; init; }

    public RowMutation? Rows { get; init; }
}

/// <summary>What a list says wrongly. Rows are named by address, or taken from the end where only a number is given.</summary>
public sealed record RowMutation
{
    public int Drop { get; init; }
    public IReadOnlyList<string> DropEmails { get; init; } = [];

    /// <summary>Nobody is left.</summary>
    public bool DropAll { get; init; }

    public int Duplicate { get; init; }
    public IReadOnlyList<JsonObject> Add { get; init; } = [];
    public bool Reorder { get; init; }
    public IReadOnlyDictionary<string, string> RenameFields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The role text shown, by address.</summary>
    public IReadOnlyDictionary<string, string> RoleTexts { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Added to the number in the header.</summary>
    public int HeaderDelta { get; init; }

    /// <summary>The number in the header.</summary>
    public int? HeaderCount { get; init; }

    /// <summary>The header has no number at all.</summary>
    public bool HeaderMissing { get; init; }

    /// <summary>Added to the list's version from this page on, as if it had moved.</summary>
    public int VersionDelta { get; init; }
}
