using LocalHost.Functions;
using LocalHost.Settings;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Tests.Starting;

public sealed class FunctionChecksTests
{
    private static readonly HostedApp App = new()
    {
        Directory = "the-app",
        Assembly = "App.dll",
        Port = 0,
        Configuration = new ConfigurationBuilder().Build(),
        LocalValues = new Dictionary<string, string>(StringComparer.Ordinal),
        FunctionTimeout = TimeSpan.FromMinutes(5),
    };

    [Fact]
    public void Accepts_routes_that_differ_by_method_literal_or_constraint() => FunctionChecks.Ensure(
    [
        Http("A", "items/{id}", "get"),
        Http("B", "items/{id}", "put", "delete"),
        Http("C", "items/all", "get"),
        Http("D", "items/{id:int}", "get"),
    ],
        App);

    [Theory]
    [InlineData("items/{id}", "items/{name}")]
    [InlineData("Items/{id}", "items/{id}")]
    [InlineData("/items/{*rest}", "items/{*path}")]
    public void Refuses_two_functions_on_one_route(string first, string second) =>
        Refuses("Function B: the route 'GET /api/", Http("A", first, "get", "post"), Http("B", second, "get"));

    [Fact]
    public void Refuses_a_route_for_any_method_beside_one_for_some() =>
        Refuses("is taken by the function A", Http("A", "items"), Http("B", "items", "get"));

    [Fact]
    public void Refuses_an_impossible_route() => Refuses("Function A: the route 'api/items/{' is not a valid template", Http("A", "items/{", "get"));

    [Fact]
    public void Refuses_two_functions_of_one_name() =>
        Refuses("Function Twice: there are 2 functions of this name", Http("Twice", "a", "get"), Http("twice", "b", "get"));

    [Fact]
    public void Refuses_an_unknown_trigger() =>
        Refuses("the binding 'message' is of type 'queueTrigger', which this host does not know", Of("A", """{"name":"message","type":"queueTrigger"}"""));

    [Fact]
    public void Refuses_a_function_without_a_trigger() =>
        Refuses("it has 0 triggers", Of("A", """{"name":"client","type":"durableClient"}"""));

    [Fact]
    public void Tells_all_findings_at_once()
    {
        var refusal = Assert.Throws<RefusalException>(() => FunctionChecks.Ensure([Of("A"), Http("B", "{", "get")], App));
        Assert.Contains("Function A", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Function B", refusal.Message, StringComparison.Ordinal);
    }

    private static void Refuses(string message, params FunctionDescription[] functions) =>
        Assert.Contains(message, Assert.Throws<RefusalException>(() => FunctionChecks.Ensure(functions, App)).Message, StringComparison.Ordinal);

    private static FunctionDescription Http(string name, string route, params string[] methods) => Of(
        name,
        $$"""{"name":"request","type":"httpTrigger","route":"{{route}}","methods":[{{string.Join(',', methods.Select(method => $"\"{method}\""))}}]}""");

    private static FunctionDescription Of(string name, params string[] bindings) =>
        new() { Name = name, Id = name, Bindings = [.. bindings.Select(Binding.Parse)] };
}
