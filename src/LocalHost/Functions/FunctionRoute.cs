using LocalHost.Settings;

namespace LocalHost.Functions;

/// <summary>Where an HTTP function is reached.</summary>
internal static class FunctionRoute
{
    /// <summary>The route template, without a leading slash: prefix of host.json, then the function's own route or its name.</summary>
    public static string Template(FunctionDescription function, HostedApp app) =>
        $"{app.RoutePrefix.Trim('/')}/{(function.Trigger.Text("route") is { Length: > 0 } route ? route.TrimStart('/') : function.Name)}".TrimStart('/');

    /// <summary>The methods in capitals; none means any.</summary>
    public static IReadOnlyList<string> Methods(FunctionDescription function) =>
        [.. function.Trigger.Texts("methods").Select(method => method.ToUpperInvariant())];
}
