using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>A route with one of its methods, as the document tells it.</summary>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Path">The path, with its parameters in braces.</param>
/// <param name="Parameters">Those of path, query and headers.</param>
public sealed record FuzzOperation(string Method, string Path, IReadOnlyList<FuzzParameter> Parameters)
{
    /// <summary>The schema of the body, or null where there is none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>Content types of the body.</summary>
    public IReadOnlyList<string> BodyTypes { get; init; } = [];

    /// <summary>The statuses of success.</summary>
    public IReadOnlyList<int> Successes { get; init; } = [];

    /// <summary>The name of the answer's schema.</summary>
    public string? Answer { get; init; }

    /// <summary>Fields of the answer by which the call shows a secret: whoever makes or asks for it gets it here, and nowhere else.</summary>
    public IReadOnlyList<string> Shown { get; init; } = [];

    /// <summary>It only reads.</summary>
    public bool Reads => Method == "GET";

    /// <summary>It may start automation.</summary>
    public bool Starts => Successes.Contains(202);

    /// <summary>It can tell what it would do.</summary>
    public bool HasDryRun => Parameters.Any(parameter => parameter is { Place: "query", Name: "dryRun" });

    /// <summary>It honours <c>Idempotency-Key</c>.</summary>
    public bool TakesKey => Parameters.Any(parameter => parameter is { Place: "header", Name: FuzzRequest.KeyHeader });

    /// <summary>Parameters of one place.</summary>
    public IEnumerable<FuzzParameter> In(string place) => Parameters.Where(parameter => parameter.Place == place);

    /// <summary>What the last part of the path that is no parameter, before a place in it, names; in the singular.</summary>
    public string NounBefore(string parameter)
    {
        var parts = Path.Split('/');
        var at = Array.FindIndex(parts, part => part == $"{{{parameter}}}");
        return Nouns.Singular(parts[..(at < 0 ? parts.Length : at)].LastOrDefault(part => !part.StartsWith('{')) ?? "");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A parameter of a call.</summary>
/// <param name="Place">path, query or header.</param>
/// <param name="Name">Its name.</param>
/// <param name="Schema">Its schema.</param>
public sealed record FuzzParameter(string Place, string Name, JsonObject Schema);
