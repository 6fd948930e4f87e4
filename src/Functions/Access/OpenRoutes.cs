using System.Collections.Frozen;
using Seatkeeper.Functions.GraphWebhooks;
using Seatkeeper.Functions.Health;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Access;

/// <summary>The few functions that anybody may call. What is not named here asks for a caller; Graph proves itself in each notification.</summary>
internal static class OpenRoutes
{
    private static readonly FrozenSet<string> functions = new[] { nameof(GetLiveness), nameof(GetReadiness), nameof(GetOpenApi), nameof(ReceiveGraphNotifications), nameof(ReceiveGraphLifecycle) }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsOpen(string function) => functions.Contains(function);
}
