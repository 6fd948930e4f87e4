using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;

namespace Seatkeeper.Functions.OpenApi;

/// <summary>The OpenAPI 3.1 document, made from the triggers' routes and the contracts' records.</summary>
internal sealed class ApiDocument
{
    private readonly ApiSchemas schemas = new();

    /// <summary>Makes the document.</summary>
    public static JsonObject Make() => new ApiDocument().Document();

    private JsonObject Document()
    {
        var paths = new JsonObject();
        foreach (var path in ApiRoute.All.GroupBy(route => route.Path, StringComparer.Ordinal))
            paths[path.Key] = new JsonObject(path.Select(route => KeyValuePair.Create(route.Method, (JsonNode?)Operation(route))));
        return new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "Seatkeeper", ["version"] = "1" },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = WithProblem(schemas.ToJson()),
                ["securitySchemes"] = SecuritySchemes(),
            },
        };
    }

    private static JsonObject SecuritySchemes() => new()
    {
        ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Api-Key" },
        ["accessToken"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "An access token of Microsoft Entra; taken where the app is set to a tenant" },
    };

    private JsonObject Operation(ApiRoute route)
    {
        var operation = new JsonObject
        {
            ["operationId"] = route.Function,
            ["summary"] = route.Call.Summary,
            ["parameters"] = new JsonArray([.. Parameters(route)]),
            ["responses"] = Responses(route),
            ["security"] = OpenRoutes.IsOpen(route.Function) ? new JsonArray() : new JsonArray(new JsonObject { ["apiKey"] = new JsonArray() }, new JsonObject { ["accessToken"] = new JsonArray() }),
        };
        if (route.Call.Body is { } body)
        {
            var content = route.Call.BodyTypes.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject { ["schema"] = schemas.Of(body) }));
            operation["requestBody"] = new JsonObject { ["required"] = !route.Call.MayLackBody, ["content"] = new JsonObject(content) };
        }

        return operation;
    }

    private static IEnumerable<JsonNode> Parameters(ApiRoute route)
    {
        foreach (var name in route.Parameters) yield return Parameter("path", name, new JsonObject { ["type"] = "string" });
        foreach (var name in route.Call.EchoOf is { } echo ? [.. route.Call.Query, echo] : route.Call.Query) yield return Parameter("query", name, new JsonObject { ["type"] = "string" });
        if (route.Call.DryRun is not null) yield return Parameter("query", "dryRun", new JsonObject { ["type"] = "boolean", ["default"] = false });
        if (IsList(route.Call.Answer))
        {
            yield return Parameter("query", "limit", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 1000, ["default"] = 100 });
            yield return Parameter("query", "continuation", new JsonObject { ["type"] = "string" });
        }

        if (route.Call.TakesIdempotencyKey) yield return Parameter("header", "Idempotency-Key", new JsonObject { ["type"] = "string", ["maxLength"] = 200 });
        if (route.Call.TakesIfMatch || (route.Call.HasTag && route.Method is not ("get" or "post"))) yield return Parameter("header", "If-Match", new JsonObject { ["type"] = "string" });
    }

    private static JsonObject Parameter(string place, string name, JsonObject schema) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = place == "path", ["schema"] = schema };

    private JsonObject Responses(ApiRoute route)
    {
        var responses = new JsonObject();
        foreach (var status in new[] { route.Call.Status, route.Call.OtherStatus }.Where(status => status > 0))
            responses[status.ToString(CultureInfo.InvariantCulture)] = Answered(route.Call, status);
        if (route.Call.DryRun is { } plan)
            responses["200"] = new JsonObject { ["description"] = "What would be done; nothing was started", ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schemas.Of(plan) } } };
        if (route.Call.EchoOf is { } echo)
            responses["200"] = new JsonObject { ["description"] = $"The {echo}", ["content"] = new JsonObject { ["text/plain"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } } };
        responses["default"] = Problem();
        return responses;
    }

    private JsonObject Answered(ApiCallAttribute call, int status)
    {
        var answered = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(status) };
        if (call.Answer is { } answer)
            answered["content"] = new JsonObject(call.AnswerTypes.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject { ["schema"] = SchemaOf(type, answer) })));
        return answered;
    }

    private static JsonObject Problem() => new()
    {
        ["description"] = "What went wrong",
        ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" } } },
    };

    // Files and event streams are text to a schema; only JSON has the shape of a record.
    private JsonObject SchemaOf(string contentType, Type answer) =>
        contentType == "application/json" ? schemas.Of(answer) : new JsonObject { ["type"] = "string" };

    private static bool IsList(Type? type) => type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(ListResponse<>);

    private static JsonObject WithProblem(JsonObject all)
    {
        static JsonObject Text() => new() { ["type"] = "string" };
        all["Problem"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("type", "title", "status", "detail", "kind", "remedy", "traceId"),
            ["properties"] = new JsonObject
            {
                ["type"] = Text(),
                ["title"] = Text(),
                ["status"] = new JsonObject { ["type"] = "integer" },
                ["detail"] = Text(),
                ["kind"] = Text(),
                ["remedy"] = Text(),
                ["traceId"] = Text(),
                ["link"] = Text(),
                ["errors"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "array", ["items"] = Text() } },
            },
        };
        return all;
    }
}
