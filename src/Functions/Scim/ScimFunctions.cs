using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Seatkeeper.Functions.Scim;

/// <summary>The functions under SCIM's own root, as their triggers tell it.</summary>
internal static class ScimFunctions
{
    /// <summary>Where they are.</summary>
    public const string Root = "scim/v2";

    /// <summary>Their names.</summary>
    public static FrozenSet<string> Names { get; } = (
        from type in typeof(ScimFunctions).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null)
        where function is not null && trigger?.Route?.StartsWith(Root, StringComparison.OrdinalIgnoreCase) == true
        select function.Name).ToFrozenSet(StringComparer.Ordinal);
}
