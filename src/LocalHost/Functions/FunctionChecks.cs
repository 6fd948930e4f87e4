using LocalHost.Settings;
using LocalHost.Timers;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LocalHost.Functions;

/// <summary>Finds what the real host would refuse, or what this one does not host, before anything runs.</summary>
internal static class FunctionChecks
{
    private static readonly string[] Hosted =
        ["httpTrigger", "http", "timerTrigger", "orchestrationTrigger", "activityTrigger", "entityTrigger", "durableClient"];

    /// <summary>Refuses the app when anything is found.</summary>
    /// <exception cref="RefusalException">Lists every finding, one a line.</exception>
    public static void Ensure(IReadOnlyList<FunctionDescription> functions, HostedApp app)
    {
        List<string> findings =
        [
            .. functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1)
                .Select(same => $"Function {same.Key}: there are {same.Count()} functions of this name."),
            .. functions.SelectMany(OfBindings),
            .. functions.Where(function => function.Trigger.Is("timerTrigger")).SelectMany(function => OfSchedule(function, app)),
            .. OfRoutes(functions, app),
        ];
        if (findings.Count > 0)
            throw new RefusalException($"The app in {app.Directory} cannot be hosted:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", findings)}");
    }

    private static IEnumerable<string> OfBindings(FunctionDescription function)
    {
        var triggers = function.Bindings.Count(binding => binding.IsTrigger);
        if (triggers != 1)
            yield return $"Function {function.Name}: it has {triggers} triggers; a function has exactly one.";
        foreach (var binding in function.Bindings.Where(binding => !Hosted.Contains(binding.Type, StringComparer.OrdinalIgnoreCase)))
            yield return $"Function {function.Name}: the binding '{binding.Name}' is of type '{binding.Type}', which this host does not know.";
    }

    private static IEnumerable<string> OfSchedule(FunctionDescription function, HostedApp app)
    {
        string? finding = null;
        try
        {
            TimerSchedule.Of(function, app);
        }
        catch (RefusalException e)
        {
            finding = e.Message;
        }

        return finding is null ? [] : [finding];
    }

    private static IEnumerable<string> OfRoutes(IReadOnlyList<FunctionDescription> functions, HostedApp app)
    {
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var function in functions.Where(function => function.Trigger.Is("httpTrigger")))
        {
            var route = FunctionRoute.Template(function, app);
            if (Shape(route) is not { } shape)
            {
                yield return $"Function {function.Name}: the route '{route}' is not a valid template.";
                continue;
            }

            foreach (var method in FunctionRoute.Methods(function).DefaultIfEmpty("*"))
            {
                var other = taken.GetValueOrDefault($"{method} {shape}") ?? taken.GetValueOrDefault($"* {shape}");
                if (other is not null && other != function.Name)
                    yield return $"Function {function.Name}: the route '{method} /{route}' is taken by the function {other}.";
                else
                    taken[$"{method} {shape}"] = function.Name;
            }
        }
    }

    // Two templates clash when they differ in nothing but the names of their parameters.
    private static string? Shape(string route)
    {
        try
        {
            return string.Join('/', RoutePatternFactory.Parse(route).PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
            {
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternSeparatorPart separator => separator.Content,
                RoutePatternParameterPart parameter => "{" + (parameter.IsCatchAll ? "*" : "") + string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content)) + "}",
                _ => "",
            }))));
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }
}
