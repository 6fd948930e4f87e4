using System.Text.Json.Nodes;

namespace Seatkeeper.GraphSimulator.Faulting;

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
    /// <summary>A route as the journal names it, like <c>GET /users/delta</c>; or its beginning where it ends in *. <c>POST /token</c> is the token endpoint.</summary>
    public string Route { get; init; } = "*";

    /// <summary>The id in the path.</summary>
    public string? Target { get; init; }

    /// <summary>The first of the fitting requests that is hit.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>How many are hit; 0 is all from then on.</summary>
    public int Times { get; init; } = 1;

    public double Probability { get; init; } = 1;
}

/// <summary>What goes wrong. Which fields count depends on the kind.</summary>
public sealed record FaultAction
{
    public required string Kind { get; init; }
    public int? Status { get; init; }
    public JsonNode? Body { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The request takes effect all the same; only its answer is another one.</summary>
    public bool ApplyEffect { get; init; }

    public int DelayMs { get; init; }

    /// <summary>For throttle and unavailable: seconds, or null for no header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The header is a date.</summary>
    public bool RetryAfterAsDate { get; init; }

    /// <summary>For truncate: how many bytes are sent.</summary>
    public int Bytes { get; init; } = 100;

    /// <summary>For html: what is sent instead of JSON.</summary>
    public string Html { get; init; } = "<!doctype html><title>Proxy</title><p>Please try again.</p>";

    /// <summary>For mutate: how the list is wrong.</summary>
    public ListMutation? List { get; init; }
}

/// <summary>How an answer that looks like a success lies about a list.</summary>
public sealed record ListMutation
{
    /// <summary>The list is empty, and ends.</summary>
    public bool Empty { get; init; }

    /// <summary>So many objects are missing from the end.</summary>
    public int Drop { get; init; }

    /// <summary>Objects with these ids are missing.</summary>
    public IReadOnlyList<string> DropIds { get; init; } = [];

    /// <summary>So many objects stand there twice.</summary>
    public int Repeat { get; init; }

    /// <summary>The link to the next page is missing, as if this were all.</summary>
    public bool Ends { get; init; }

    /// <summary>The next page is this page again.</summary>
    public bool Circles { get; init; }

    /// <summary>These properties are missing from every object.</summary>
    public IReadOnlyList<string> DropProperties { get; init; } = [];
}
