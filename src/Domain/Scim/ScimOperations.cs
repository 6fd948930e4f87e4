using System.Text.Json.Nodes;

namespace Seatkeeper.Domain.Scim;

/// <summary>What a PATCH does to one place.</summary>
public enum ScimChange
{
    /// <summary>Adds values, or sets a single one.</summary>
    Add,
    /// <summary>Sets values.</summary>
    Replace,
    /// <summary>Takes values away.</summary>
    Remove,
}

/// <summary>One operation of a PATCH.</summary>
/// <param name="Change">What it does.</param>
/// <param name="Path">To what.</param>
/// <param name="Value">What it sets.</param>
/// <param name="HasValue">Whether there was a value at all, be it null.</param>
public sealed record ScimOperation(ScimChange Change, ScimPath Path, JsonNode? Value, bool HasValue);

/// <summary>Reads the operations of a PATCH (RFC 7644, 3.5.2), in the spelling of Entra and of Okta.</summary>
public static class ScimOperations
{
    private const string Schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    /// <summary>Reads them: each names one attribute that is kept. Those about attributes that are taken and not kept are left out.</summary>
    /// <exception cref="ScimException">One cannot be read.</exception>
    public static IReadOnlyList<ScimOperation> Read(JsonObject body, ScimSchema schema)
    {
        ArgumentNullException.ThrowIfNull(body);
        ScimValues.RequireSchema(body, Schema);
        if (body["Operations"] is not JsonArray { Count: > 0 } operations)
            throw ScimException.Bad(ScimErrorType.InvalidSyntax, "Operations has to be a list of at least one operation.");
        return [.. operations.SelectMany(operation => ReadOne(operation as JsonObject ?? throw ScimException.Bad(ScimErrorType.InvalidSyntax, "An operation has to be an object."), schema))];
    }

    private static IEnumerable<ScimOperation> ReadOne(JsonObject operation, ScimSchema schema)
    {
        var change = Text(operation["op"])?.ToUpperInvariant() switch
        {
            "ADD" => ScimChange.Add,
            "REPLACE" => ScimChange.Replace,
            "REMOVE" => ScimChange.Remove,
            _ => throw ScimException.Bad(ScimErrorType.InvalidSyntax, "op has to be add, replace or remove."),
        };
        var hasValue = operation.TryGetPropertyValue("value", out var value);
        // Null takes an attribute away; nothing at all says nothing (RFC 7644, 3.5.2.1 and 3.5.2.3).
        if (!hasValue && change != ScimChange.Remove)
            throw ScimException.Bad(ScimErrorType.InvalidValue, "add and replace need a value.");
        if (operation["path"] is { } path)
            return Kept(new ScimOperation(change, ScimPath.Parse(Text(path) ?? throw ScimException.Bad(ScimErrorType.InvalidPath, "path has to be text."), schema), value, hasValue), schema, isNamed: true);
        if (change == ScimChange.Remove)
            throw ScimException.Bad(ScimErrorType.NoTarget, "remove needs a path.");
        if (value is not JsonObject attributes)
            throw ScimException.Bad(ScimErrorType.InvalidValue, "Without a path, value has to be an object of attributes.");
        return attributes.SelectMany(attribute => Kept(new ScimOperation(change, ScimPath.Parse(attribute.Key, schema), attribute.Value, HasValue: true), schema, isNamed: false));
    }

    // A whole resource may be sent as the value: what only Seatkeeper writes is passed over there, and refused where a path names it.
    private static IEnumerable<ScimOperation> Kept(ScimOperation operation, ScimSchema schema, bool isNamed)
    {
        var path = operation.Path;
        if (path.IsForeign || (ScimSchema.IsIgnored(path.Attribute) && schema.Find(path.Attribute) is null))
            return [];
        var attribute = schema.Find(path.Attribute);
        if (!isNamed && (attribute is null || attribute is { IsReadOnly: true, Name: not "id" }))
            return [];
        if (attribute is null || (path.Sub is not null && attribute.FindSub(path.Sub) is null) || (path.Which is not null && !attribute.IsMultiValued))
            throw ScimException.Bad(ScimErrorType.InvalidPath, $"The path {path} names nothing that Seatkeeper keeps.");
        if (attribute is { IsReadOnly: true, Name: not "id" })
            throw ScimException.Bad(ScimErrorType.Mutability, $"{attribute.Name} is Seatkeeper's own.");
        return [operation];
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
