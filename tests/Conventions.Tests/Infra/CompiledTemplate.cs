using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>A resource of the compiled templates, with the template that it stands in.</summary>
internal sealed record CompiledResource(string Type, JsonElement Body, JsonElement Template)
{
    public JsonElement Properties => Body.GetProperty("properties");
}

/// <summary>Looks into compiled templates, the modules included.</summary>
internal static partial class CompiledTemplate
{
    public static IEnumerable<CompiledResource> Resources(JsonElement template)
    {
        var resources = template.GetProperty("resources");
        var bodies = resources.ValueKind == JsonValueKind.Object ? resources.EnumerateObject().Select(named => named.Value) : resources.EnumerateArray();
        foreach (var body in bodies)
        {
            var resource = new CompiledResource(body.GetProperty("type").GetString() ?? "", body, template);
            yield return resource;
            if (resource.Type != "Microsoft.Resources/deployments") continue;
            foreach (var inner in Resources(resource.Properties.GetProperty("template"))) yield return inner;
        }
    }

    /// <summary>Which role is assigned on what kind of resource, every one of the templates.</summary>
    public static IEnumerable<(string Role, string On)> Roles(JsonElement main) =>
        from assignment in Resources(main)
        where assignment.Type == "Microsoft.Authorization/roleAssignments"
        let kind = ResourceType().Match(assignment.Body.TryGetProperty("scope", out var scope) ? scope.GetString() ?? "" : "").Value
        from role in Ids(assignment.Properties.GetProperty("roleDefinitionId").GetString() ?? "", assignment.Template)
        select (role, kind);

    private static IEnumerable<string> Ids(string expression, JsonElement template)
    {
        if (Guids().Match(expression) is { Success: true } literal) return [literal.Value];
        var variable = template.GetProperty("variables").GetProperty(Variable().Match(expression).Groups["name"].Value);
        return variable.ValueKind == JsonValueKind.Array ? variable.EnumerateArray().Select(id => id.GetString() ?? "") : [variable.GetString() ?? ""];
    }

    [GeneratedRegex(@"Microsoft\.\w+(/\w+)+", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ResourceType();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Guids();

    [GeneratedRegex(@"variables\('(?<name>\w+)'\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Variable();
}
