using System.Text.Json;
using LocalHost.Wire;

namespace LocalHost.Functions;

/// <summary>One function as the worker described it.</summary>
internal sealed record FunctionDescription
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required IReadOnlyList<Binding> Bindings { get; init; }

    /// <summary>The binding that starts the function. Checked to be there by <see cref="FunctionChecks"/>.</summary>
    public Binding Trigger => Bindings.FirstOrDefault(binding => binding.IsTrigger) ?? Binding.None;

    public IEnumerable<Binding> DurableClients => Bindings.Where(binding => binding.Is("durableClient"));

    public static FunctionDescription Parse(FunctionMetadata metadata) => new()
    {
        Name = metadata.Name,
        Id = metadata.FunctionId,
        Bindings = [.. metadata.RawBindings.Select(Binding.Parse)],
    };

    /// <summary>An invocation of this function, its trigger's data yet to be added.</summary>
    public InvocationRequest NewInvocation() => new() { InvocationId = Guid.NewGuid().ToString(), FunctionId = Id };
}

/// <summary>One binding of a function; property names are looked up without regard to case.</summary>
internal sealed record Binding(JsonElement Json)
{
    public static Binding None { get; } = Parse("{}");

    public string Type => Text("type") ?? "";

    public string Name => Text("name") ?? "";

    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    public static Binding Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new Binding(document.RootElement.Clone());
    }

    public bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    public string? Text(string property) => Property(property) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;

    public IReadOnlyList<string> Texts(string property) =>
        Property(property) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray().Select(item => item.ToString())] : [];

    public bool Flag(string property, bool otherwise) => Text(property) is { } text ? text.Equals("true", StringComparison.OrdinalIgnoreCase) : otherwise;

    private JsonElement? Property(string name)
    {
        foreach (var property in Json.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }

        return null;
    }
}
