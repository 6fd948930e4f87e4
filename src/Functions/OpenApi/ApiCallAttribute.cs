namespace Seatkeeper.Functions.OpenApi;

/// <summary>Describes an HTTP function for the API's document; route and method come from its trigger.</summary>
/// <param name="summary">What the call does, in a few words.</param>
/// <param name="status">The HTTP status of success.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ApiCallAttribute(string summary, int status = 200) : Attribute
{
    /// <summary>What the call does.</summary>
    public string Summary { get; } = summary;

    /// <summary>The HTTP status of success.</summary>
    public int Status { get; } = status;

    /// <summary>The record of the body, or null where there is none.</summary>
    public Type? Body { get; init; }

    /// <summary>True where the call may come without its body, and then means the body's defaults.</summary>
    public bool MayLackBody { get; init; }

    /// <summary>The record of the answer, or null where it is empty. A <c>ListResponse</c> takes limit and continuation.</summary>
    public Type? Answer { get; init; }

    /// <summary>A further HTTP status that the same record is answered with; 0 where there is none.</summary>
    public int OtherStatus { get; init; }

    /// <summary>The record that <c>dryRun=true</c> answers with 200, or null where the call takes none.</summary>
    public Type? DryRun { get; init; }

    /// <summary>Whether the call takes <c>dryRun</c>; where it answers the same record in a dry run, that is one of the query parameters.</summary>
    public bool TakesDryRun => DryRun is not null || Query.Contains("dryRun", StringComparer.Ordinal);

    /// <summary>Further query parameters, by name.</summary>
    public string[] Query { get; init; } = [];

    /// <summary>A query parameter that, where it is there, is answered with 200 and itself as text; null where the call has none such.</summary>
    public string? EchoOf { get; init; }

    /// <summary>Content types of the body.</summary>
    public string[] BodyTypes { get; init; } = ["application/json"];

    /// <summary>Content types of the answer.</summary>
    public string[] AnswerTypes { get; init; } = ["application/json"];

    /// <summary>True where the call honours <c>Idempotency-Key</c>.</summary>
    public bool TakesIdempotencyKey { get; init; }

    /// <summary>True where the answer carries an <c>ETag</c>, and a change honours <c>If-Match</c>.</summary>
    public bool HasTag { get; init; }

    /// <summary>True where the call honours <c>If-Match</c> with the <c>ETag</c> that a <c>GET</c> answered: its answer carries none of it, or it is a <c>POST</c>.</summary>
    public bool TakesIfMatch { get; init; }
}
