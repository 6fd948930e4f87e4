using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests;

public sealed class FunctionTests
{
    [Fact]
    public void Function_class_and_file_carry_one_name_and_one_run_method() => Rule.Holds(
        from function in Function.All
        where function.File.Name != function.Name || function.Attribute != $"nameof({function.Name})" || function.Method.Identifier.Text is not ("Run" or "RunAsync")
            || function.Type.Members.OfType<MethodDeclarationSyntax>().Count(method => method.Identifier.Text is "Run" or "RunAsync") != 1
        select $"{function.Where}: class {function.Name}, [Function({function.Attribute})], method {function.Method.Identifier}");

    [Fact]
    public void Names_tell_what_kind_of_function_it_is() => Rule.Holds(
        from function in Function.All
        let kind = function.Trigger switch { "OrchestrationTrigger" => "Orchestrator", "ActivityTrigger" => "Activity", _ => "" }
        where kind.Length > 0
            ? !function.Name.EndsWith(kind, StringComparison.Ordinal)
            : function.Name.EndsWith("Orchestrator", StringComparison.Ordinal) || function.Name.EndsWith("Activity", StringComparison.Ordinal)
        select $"{function.Where}: {function.Name} has a {function.Trigger}");

    [Fact]
    public void Orchestrators_take_nothing_that_could_do_something() => Rule.Holds(
        from function in Function.All
        where function.Trigger == "OrchestrationTrigger"
        where function.Type.ParameterList is { Parameters.Count: > 0 }
            || function.Type.Members.OfType<ConstructorDeclarationSyntax>().Any(constructor => constructor.ParameterList.Parameters.Count > 0)
        select $"{function.Where}: {function.Name} has constructor parameters");

    [Fact]
    public void Every_http_function_is_anonymous_and_under_api_v1_or_scim() => Rule.Holds(
        from function in Function.All
        where function.Trigger == "HttpTrigger"
        let trigger = function.TriggerText
        where !trigger.Contains("AuthorizationLevel.Anonymous", StringComparison.Ordinal)
            || !(trigger.Contains("Route = \"api/v1/", StringComparison.Ordinal) || trigger.Contains("Route = \"scim/v2/", StringComparison.Ordinal))
        select $"{function.Where}: {trigger}");

    [Fact]
    public void Functions_are_only_in_the_functions_app() => Rule.Holds(
        from function in Function.All
        where !function.File.IsIn("src/Functions")
        select function.Where);

    [Fact]
    public void Every_kind_of_function_is_seen_by_these_tests() =>
        Assert.All(["HttpTrigger", "TimerTrigger", "OrchestrationTrigger", "ActivityTrigger"], kind => Assert.Contains(Function.All, function => function.Trigger == kind));
}
