using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.OpenApi;

public sealed class ApiDocumentTests
{
    [Fact]
    public void Every_route_of_the_API_is_in_the_document_and_no_other()
    {
        // SCIM tells of itself in its own way, at Schemas and ResourceTypes.
        var routes = HttpFunction.OfTheApp().Where(function => !IsScim(function)).SelectMany(function => function.Methods.Select(method => $"{method.ToLowerInvariant()} /{function.Route}")).Order(StringComparer.Ordinal);
        var told = ApiDocument.Make()["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key} {path.Key}")).Order(StringComparer.Ordinal);

        Assert.Equal(routes, told);
    }

    [Fact]
    public void Every_HTTP_function_is_anonymous_to_the_host_and_under_the_version()
    {
        Assert.All(HttpFunction.OfTheApp(), function => Assert.Equal(AuthorizationLevel.Anonymous, function.Level));
        Assert.All(HttpFunction.OfTheApp().Where(function => !IsScim(function)), function => Assert.StartsWith("api/v1/", function.Route, StringComparison.Ordinal));
        Assert.All(HttpFunction.OfTheApp(), function => Assert.Equal(IsScim(function), Functions.Scim.ScimGate.Guards(function.Name)));
    }

    private static bool IsScim(HttpFunction function) => function.Route.StartsWith("scim/v2/", StringComparison.Ordinal);

    [Fact]
    public void Every_call_but_the_open_ones_takes_a_key_or_an_access_token()
    {
        var document = ApiDocument.Make();
        string[] schemes = ["accessToken", "apiKey"];

        Assert.Equal(schemes, document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).Order(StringComparer.Ordinal));
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!))
        {
            var taken = operation["security"]!.AsArray().SelectMany(way => way!.AsObject()).Select(way => way.Key).Order(StringComparer.Ordinal);
            Assert.Equal(Functions.Access.OpenRoutes.IsOpen(operation["operationId"]!.ToString()) ? [] : schemes, taken);
        }
    }

    [Fact]
    public void The_document_is_valid_OpenAPI()
    {
        var text = ApiDocument.Make().ToJsonString();

        var read = OpenApiDocument.Parse(text, OpenApiConstants.Json);

        Assert.Empty(read.Diagnostic?.Errors ?? []);
        Assert.Empty(read.Diagnostic?.Warnings ?? []);
        Assert.Equal(ApiRoute.All.Select(route => route.Path).Distinct(StringComparer.Ordinal).Count(), read.Document?.Paths.Count);
        Assert.DoesNotContain("\"#/properties", text, StringComparison.Ordinal);
    }
}
