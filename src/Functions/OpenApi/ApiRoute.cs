using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Seatkeeper.Functions.OpenApi;

/// <summary>One route of the API, as its function's attributes tell it.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Method">The HTTP method in lower case.</param>
/// <param name="Path">The path with a leading slash.</param>
/// <param name="Call">What it does.</param>
internal sealed record ApiRoute(string Function, string Method, string Path, ApiCallAttribute Call)
{
    /// <summary>Every route of the app.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } = [.. Find(typeof(ApiRoute).Assembly).OrderBy(route => route.Path, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal)];

    /// <summary>Names of the path's parameters.</summary>
    public IEnumerable<string> Parameters => Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}').Split(':')[0]);

    private static IEnumerable<ApiRoute> Find(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null)
        let call = method.GetCustomAttribute<ApiCallAttribute>()
        where function is not null && trigger is not null && call is not null
        from verb in trigger.Methods ?? []
        select new ApiRoute(function.Name, verb.ToLowerInvariant(), "/" + trigger.Route, call);
}
