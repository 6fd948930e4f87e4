using System.Text.Json.Nodes;
using Json.Schema;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>Holds every answer that a test gets against the document that the app serves.</summary>
internal static class ApiContract
{
    private static readonly JsonObject document = ApiDocument.Make();
    private static readonly Dictionary<string, JsonSchema> schemas = document["components"]!["schemas"]!.AsObject()
        .ToDictionary(schema => schema.Key, schema => JsonSchema.FromText(schema.Value!.ToJsonString().Replace($"#/components/schemas/{schema.Key}/", "#/", StringComparison.Ordinal)), StringComparer.Ordinal);

    public static void Check(string method, string path, ApiAnswer answer)
    {
        if (Find(method, path) is not { } operation) return;
        var responses = operation["responses"]!.AsObject();
        var status = ((int)answer.Status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var response = responses[status] ?? responses["default"]!;
        Assert.True(responses.ContainsKey(status) || (int)answer.Status >= 400, $"{method} {path} answers {status}, which the document does not tell.");
        if (answer.Text.Length == 0 || answer.ContentType is null) return;
        Assert.True(response["content"]?.AsObject().ContainsKey(answer.ContentType) ?? true, $"{method} {path} answers {status} as {answer.ContentType}, which the document does not tell.");
        if (response["content"]?[answer.ContentType]?["schema"]?["$ref"] is not { } reference) return;
        var schema = schemas[reference.GetValue<string>().Split('/')[^1]];
        using var json = System.Text.Json.JsonDocument.Parse(answer.Text);
        var result = schema.Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, $"{method} {path} answers what the document does not describe: {answer.Text}\n{System.Text.Json.JsonSerializer.Serialize(result)}");
    }

    private static JsonNode? Find(string method, string path)
    {
        var parts = ("/api/v1/" + path.Split('?')[0]).Split('/');
        var match = document["paths"]!.AsObject().FirstOrDefault(candidate => Matches(candidate.Key.Split('/'), parts) && candidate.Value!.AsObject().ContainsKey(method));
        return match.Value?[method];
    }

    private static bool Matches(string[] template, string[] parts) =>
        template.Length == parts.Length && template.Zip(parts).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
}
