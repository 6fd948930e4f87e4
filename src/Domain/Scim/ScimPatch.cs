using System.Text.Json.Nodes;

namespace Seatkeeper.Domain.Scim;

/// <summary>Applies a PATCH to the attributes of a resource: all of it, or nothing.</summary>
public static class ScimPatch
{
    /// <summary>The attributes as they are afterwards.</summary>
    /// <param name="id">The resource's id.</param>
    /// <param name="attributes">Its attributes; they stay as they are.</param>
    /// <param name="operations">What is to be done.</param>
    /// <param name="schema">Of which resource.</param>
    /// <exception cref="ScimException">An operation cannot be done.</exception>
    public static JsonObject Apply(string id, JsonObject attributes, IReadOnlyList<ScimOperation> operations, ScimSchema schema)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(schema);
        var after = (JsonObject)attributes.DeepClone();
        foreach (var operation in operations)
        {
            var attribute = schema.Find(operation.Path.Attribute) ?? throw new InvalidOperationException("The operation was read for another schema.");
            if (attribute.Name == "id")
                RequireSameId(id, operation);
            else if (attribute.IsMultiValued)
                ChangeValues(after, attribute, operation);
            else if (attribute.Type == ScimType.Complex)
                ChangeParts(after, attribute, operation);
            else
                Set(after, attribute, operation.Change == ScimChange.Remove ? null : ScimValues.Read(attribute, operation.Value));
        }

        return after;
    }

    /// <summary>Refuses to give a resource another id; naming its own changes nothing.</summary>
    public static void RequireSameId(string id, ScimOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Change == ScimChange.Remove || operation.Value is not JsonValue value || !value.TryGetValue<string>(out var sent) || sent != id)
            throw ScimException.Bad(ScimErrorType.Mutability, "id is Seatkeeper's own.");
    }

    private static void Set(JsonObject after, ScimAttribute attribute, JsonNode? value)
    {
        if (value is null && attribute.IsRequired)
            throw ScimException.Bad(ScimErrorType.Mutability, $"{attribute.Name} cannot be taken away.");
        after.Remove(attribute.Name);
        if (value is not null)
            after[attribute.Name] = value;
    }

    private static void ChangeParts(JsonObject after, ScimAttribute attribute, ScimOperation operation)
    {
        if (operation.Path.Sub is null && (operation.Change == ScimChange.Remove || operation.Value is null))
        {
            Set(after, attribute, null);
            return;
        }

        var parts = after[attribute.Name]?.DeepClone() as JsonObject ?? ScimValues.NewObject();
        if (attribute.FindSub(operation.Path.Sub ?? "") is { } sub)
            Set(parts, sub, operation.Change == ScimChange.Remove ? null : ScimValues.Read(sub, operation.Value));
        else
            Merge(parts, ScimValues.Read(attribute, operation.Value) as JsonObject);
        Set(after, attribute, parts.Count == 0 ? null : parts);
    }

    private static void ChangeValues(JsonObject after, ScimAttribute attribute, ScimOperation operation)
    {
        var values = (after[attribute.Name] as JsonArray ?? []).OfType<JsonObject>().Select(value => (JsonObject)value.DeepClone()).ToList();
        if (operation.Path.Which is null && operation.Path.Sub is null)
            ChangeAll(values, attribute, operation);
        else
            ChangeSome(values, attribute, operation);
        values.RemoveAll(value => value["value"] is null);
        // The limit of values is held where they are read.
        Set(after, attribute, ScimValues.Read(attribute, new JsonArray([.. values])));
    }

    private static void ChangeAll(List<JsonObject> values, ScimAttribute attribute, ScimOperation operation)
    {
        var sent = (ScimValues.Read(attribute, operation.Value) as JsonArray ?? []).OfType<JsonObject>().Select(value => (JsonObject)value.DeepClone()).ToList();
        if (operation.Change == ScimChange.Remove && operation.HasValue)
        {
            values.RemoveAll(value => sent.Exists(one => IsSame(one, value)));
            return;
        }

        if (operation.Change != ScimChange.Add)
            values.Clear();
        if (operation.Change == ScimChange.Remove)
            return;
        foreach (var one in sent)
            Put(values, one);
    }

    private static void Put(List<JsonObject> values, JsonObject one)
    {
        if (IsPrimary(one))
            values.ForEach(value => value.Remove("primary"));
        if (values.Find(value => IsSame(one, value) && Text(one, "type") == Text(value, "type")) is { } known)
            Merge(known, one);
        else
            values.Add(one);
    }

    private static void ChangeSome(List<JsonObject> values, ScimAttribute attribute, ScimOperation operation)
    {
        var (which, sub) = (operation.Path.Which, attribute.FindSub(operation.Path.Sub ?? ""));
        var meant = values.Where(value => which?.Matches(value, ScimSchema.User, attribute.Name) != false).ToList();
        if (which is null && meant.Count > 1)
            throw ScimException.Bad(ScimErrorType.InvalidPath, $"{operation.Path} could be any of {meant.Count} values; say which, for example {attribute.Name}[type eq \"work\"].{operation.Path.Sub}.");
        if (operation.Change == ScimChange.Remove)
        {
            foreach (var value in meant)
                Take(values, value, sub);
            return;
        }

        if (meant.Count == 0)
            meant.Add(NewValue(values, operation.Path));
        foreach (var value in meant)
        {
            if (sub is null)
                Merge(value, ScimValues.ReadOne(attribute, operation.Value ?? ScimValues.NewObject()) as JsonObject);
            else
                Set(value, sub, ScimValues.Read(sub, operation.Value));
            if (IsPrimary(value))
                values.Where(other => other != value).ToList().ForEach(other => other.Remove("primary"));
        }
    }

    // Entra replaces the address of a type also where there is none yet; of another choice nobody knows what the new value would be.
    private static JsonObject NewValue(List<JsonObject> values, ScimPath path)
    {
        var value = ScimValues.NewObject();
        foreach (var test in path.Which?.Tests ?? [])
        {
            if (!test.IsEqual || !test.Path.Attribute.Equals("type", StringComparison.OrdinalIgnoreCase) || test.Value is not string type)
                throw ScimException.Bad(ScimErrorType.NoTarget, $"Nothing is there that {path} could mean.");
            value["type"] = type;
        }

        values.Add(value);
        return value;
    }

    private static void Take(List<JsonObject> values, JsonObject value, ScimAttribute? sub)
    {
        if (sub is null || sub.Name == "value")
            values.Remove(value);
        else
            value.Remove(sub.Name);
    }

    private static void Merge(JsonObject into, JsonObject? from)
    {
        foreach (var (name, node) in from ?? [])
            into[name] = node?.DeepClone();
    }

    private static bool IsPrimary(JsonObject value) => value["primary"] is JsonValue flag && flag.TryGetValue<bool>(out var primary) && primary;

    private static bool IsSame(JsonObject one, JsonObject other) => string.Equals(Text(one, "value"), Text(other, "value"), StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonObject value, string name) => value[name]?.ToString();
}
