using System.Globalization;
using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>Draws values for fields and parameters: what a schema tells, what was learned, and else what a name suggests.</summary>
internal sealed class ValueDraw(FuzzDocument document, KnownValues known)
{
    private const int Deepest = 6;
    private const int Tries = 4;

    /// <summary>A value as text.</summary>
    public string Text(Random random, FuzzOperation operation, string name, JsonObject schema)
    {
        if (SecretFields.IsOne(name))
            return SecretFields.Draw(random);
        if (schema["enum"]?.AsArray().OfType<JsonValue>().ToList() is { Count: > 0 } choices)
            return choices[random.Next(choices.Count)].ToString();
        var type = TypeOf(schema);
        for (var times = 0; times < Tries && type is not "boolean"; times++)
        {
            var value = Learned(random, operation, name) is { } learned && Fits(learned, type) ? learned : MadeUp(random, name, type, schema);
            if (!known.WasRefused(operation, name, value))
                return value;
        }

        return MadeUp(random, name, type, schema);
    }

    /// <summary>A value as JSON.</summary>
    /// <param name="random">The draw.</param>
    /// <param name="operation">The call.</param>
    /// <param name="name">The field.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="sent">Takes the values that are no secrets, by field.</param>
    /// <param name="depth">How deep it is.</param>
    public JsonNode? Node(Random random, FuzzOperation operation, string name, JsonObject schema, ICollection<(string Field, string Value)> sent, int depth = 0)
    {
        if (depth > Deepest)
            return null;
        switch (TypeOf(schema))
        {
            case "object" when schema["properties"] is JsonObject properties:
                return Object(random, operation, schema, properties, sent, depth);
            case "object":
                return new JsonObject { [$"fuzz{random.Next(9)}"] = "x" };
            case "array":
                return new JsonArray([.. Enumerable.Range(0, random.Next(8) == 0 ? 0 : random.Next(1, 4)).Select(_ => Node(random, operation, name, document.Resolve(schema["items"]), sent, depth + 1))]);
            case "":
                return new JsonObject { ["name"] = "fuzz", ["value"] = SecretFields.Draw(random) };
        }

        var text = Text(random, operation, name, schema);
        if (!SecretFields.IsOne(name))
            sent.Add((name, text));
        return AsJson(text, TypeOf(schema));
    }

    /// <summary>A value at the edge of what a schema lets through.</summary>
    public static JsonNode Edge(Random random, JsonNode? valid)
    {
        int[] lengths = [1, 2, 3, 30, 31, 60, 80, 81, 100, 200, 201, 256, 320, 500, 501, 2_048];
        long[] numbers = [0, 1, -1, 2, 99, 100, 101, 365, 366, 1_000, 1_001, 1_439, 1_440, int.MaxValue, int.MinValue, long.MaxValue];
        string[] days = ["0001-01-01", "9999-12-31", "2000-02-29", "2026-11-26", "2026-11-27T00:00:00Z", "9999-12-31T23:59:59Z"];
        return valid switch
        {
            JsonArray { Count: > 0 } list => new JsonArray([.. Enumerable.Range(0, new[] { 0, 2, 100, 500, 501 }[random.Next(5)]).Select(_ => list[0]?.DeepClone())]),
            JsonValue value when value.TryGetValue<long>(out _) || value.TryGetValue<double>(out _) => numbers[random.Next(numbers.Length)],
            JsonValue value when value.TryGetValue<bool>(out var flag) => !flag,
            JsonValue value when DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out _) => days[random.Next(days.Length)],
            _ => new string('x', lengths[random.Next(lengths.Length)]),
        };
    }

    private JsonObject Object(Random random, FuzzOperation operation, JsonObject schema, JsonObject properties, ICollection<(string Field, string Value)> sent, int depth)
    {
        var shape = depth == 0 && random.Next(10) < 6 ? known.Shape(random, operation) : null;
        IReadOnlyList<string> names = shape is not null ? shape : Chosen(random, [.. properties.Select(property => property.Key)], [.. (schema["required"]?.AsArray() ?? []).Select(name => $"{name}")]);
        var fields = properties.Where(property => names.Contains(property.Key, StringComparer.Ordinal));
        return new JsonObject(fields.Select(property => KeyValuePair.Create(property.Key, Node(random, operation, property.Key, document.Resolve(property.Value), sent, depth + 1))));
    }

    // Mostly what is required. Where nothing is, it is often one of several that is wanted.
    private static List<string> Chosen(Random random, List<string> all, List<string> required)
    {
        if (required.Count == 0 && all.Count > 0 && random.Next(2) == 0)
            return [all[random.Next(all.Count)]];
        var (share, others) = (new[] { 1.0, 0.9, 0.4 }[random.Next(3)], new[] { 0.0, 0.2, 0.8 }[random.Next(3)]);
        return [.. all.Where(name => random.NextDouble() < (required.Contains(name, StringComparer.Ordinal) ? share : others))];
    }

    private string? Learned(Random random, FuzzOperation operation, string name)
    {
        if (random.Next(2) == 0 && known.Taken(random, operation, name) is { } taken)
            return taken;
        if (random.Next(2) == 0 && known.Unchallenged(random, operation, name) is { } unchallenged)
            return unchallenged;
        if (random.Next(10) > 0 && Nouns.OfId(name) is { Length: > 0 } noun && known.Id(random, [noun]) is { } id)
            return id.Id;
        if (random.Next(10) < 8 && known.Choice(random, name) is { } choice)
            return choice;
        return random.Next(10) < 6 ? known.Value(random, name) : null;
    }

    private static string MadeUp(Random random, string name, string type, JsonObject schema)
    {
        var number = random.Next(1_000_000);
        bool Named(params string[] parts) => parts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
        return type switch
        {
            "integer" or "number" => Number(random, schema),
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            _ when schema["format"]?.ToString() == "date" => Day(random).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ when schema["format"]?.ToString() == "date-time" || name is "from" or "to" or "until" => Day(random).ToString("O", CultureInfo.InvariantCulture),
            _ when Named("email", "username") => $"fuzz{number}@corp.test",
            _ when Named("url", "address", "uri") => $"https://hooks.example.com/fuzz{number}",
            _ when Named("currency") => "EUR",
            _ => random.Next(2) == 0 ? $"Fuzz{number}" : $"Fuzz {number} looked at this and says so",
        };
    }

    private static string Number(Random random, JsonObject schema)
    {
        var least = schema["minimum"]?.GetValue<int>() ?? 0;
        var most = schema["maximum"]?.GetValue<int>() ?? new[] { 3, 30, 300 }[random.Next(3)];
        return random.Next(least, most + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static DateTimeOffset Day(Random random) => TimeProvider.System.GetUtcNow().AddDays(random.Next(-40, 400));

    // The first type that is not null; empty where the schema leaves it open.
    private static string TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(type => type?.ToString() ?? "").FirstOrDefault(type => type != "null") ?? "",
        JsonValue one => one.ToString(),
        _ => schema["enum"] is null ? "" : "string",
    };

    private static bool Fits(string text, string type) => type switch
    {
        "integer" => long.TryParse(text, CultureInfo.InvariantCulture, out _),
        "number" => double.TryParse(text, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    private static JsonNode AsJson(string text, string type) => type switch
    {
        "integer" => long.Parse(text, CultureInfo.InvariantCulture),
        "number" => double.Parse(text, CultureInfo.InvariantCulture),
        "boolean" => text == "true",
        _ => text,
    };
}
