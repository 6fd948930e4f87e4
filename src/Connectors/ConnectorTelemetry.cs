using System.Diagnostics;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors;

/// <summary>
/// Spans of what is done in an app's pages. Their names and tags are of closed sets: operations, pages of the map, phases, kinds of
/// failures. Neither people nor addresses nor anything that a page shows is ever among them.
/// </summary>
public static class ConnectorTelemetry
{
    /// <summary>The name of their source.</summary>
    public const string Name = "Seatkeeper.Connectors";

    private static readonly ActivitySource source = new(Name);

    /// <summary>Does something within a span, which tells how it ended.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="work">Does it.</param>
    /// <exception cref="AppFailureException">It failed; the span has the kind.</exception>
    internal static async Task<T> SpanAsync<T>(string name, Func<Task<T>> work)
    {
        using var span = source.StartActivity(name);
        try
        {
            return await work();
        }
        catch (AppFailureException e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Failure.Kind.ToString());
            span?.SetTag("seatkeeper.failure.phase", e.Failure.Phase.ToString());
            throw;
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }
}
