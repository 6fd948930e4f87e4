using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>One HTTP function of the app, found by its attributes as the worker finds it.</summary>
internal sealed class HttpFunction(MethodInfo run, string name, HttpTriggerAttribute trigger)
{
    private static readonly Lazy<HttpFunction[]> functions = new(() => [.. Found()]);

    public string Name { get; } = name;

    public AuthorizationLevel Level { get; } = trigger.AuthLevel;

    public string Route { get; } = trigger.Route ?? name;

    public IReadOnlyList<string> Methods { get; } = [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant())];

    public static IReadOnlyList<HttpFunction> OfTheApp() => functions.Value;

    private static IEnumerable<HttpFunction> Found() =>
        from type in typeof(Functions.Health.GetLiveness).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null)
        where function is not null && trigger is not null
        select new HttpFunction(method, function.Name, trigger);

    public async Task<object?> RunAsync(HttpContext http)
    {
        var instance = run.IsStatic ? null : ActivatorUtilities.CreateInstance(http.RequestServices, run.DeclaringType!);
        var arguments = run.GetParameters().Select(parameter => Bind(parameter, http)).ToArray();
        var result = run.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, CultureInfo.InvariantCulture);
        if (result is not Task task) return result;
        await task;
        return task.GetType().GetProperty(nameof(Task<object>.Result))?.GetValue(task);
    }

    public static Task WriteAsync(object? result, HttpContext http) => result switch
    {
        IResult answer => answer.ExecuteAsync(http),
        IActionResult answer => answer.ExecuteResultAsync(new ActionContext { HttpContext = http }),
        _ => throw new InvalidOperationException($"A function gave {result?.GetType().Name ?? "nothing"} to answer with."),
    };

    private static object? Bind(ParameterInfo parameter, HttpContext http)
    {
        if (parameter.ParameterType == typeof(HttpRequest)) return http.Request;
        if (parameter.ParameterType == typeof(CancellationToken)) return http.RequestAborted;
        if (http.Request.RouteValues.TryGetValue(parameter.Name!, out var value))
            return Convert.ChangeType(value, parameter.ParameterType, CultureInfo.InvariantCulture);
        return http.RequestServices.GetRequiredService(parameter.ParameterType);
    }
}
