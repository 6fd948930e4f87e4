using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests;

public sealed class DurableTypeTests
{
    private static readonly ILookup<string, (SourceFile File, BaseTypeDeclarationSyntax Type)> Declared = (
        from file in SourceTree.Product
        from type in file.All<BaseTypeDeclarationSyntax>()
        select (file, type)).ToLookup(pair => pair.type.Identifier.Text, StringComparer.Ordinal);

    private static readonly HashSet<string> Plain = new(StringComparer.Ordinal)
    {
        "string", "bool", "int", "long", "double", "decimal", "DateTimeOffset", "TimeSpan", "DateOnly", "Uri",
    };

    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal) { "Task", "IReadOnlyList", "List", "IReadOnlyDictionary", "Nullable" };

    // Recorded histories hold these as JSON for months: a tuple loses its names, an object its type.
    [Fact]
    public void What_durable_functions_take_and_give_are_sealed_records_of_plain_values() => Rule.Holds(
        Function.All
            .Where(function => function.Trigger is "ActivityTrigger" or "OrchestrationTrigger")
            .SelectMany(function => Sent(function).SelectMany(type => Faults(type, $"{function.Where}: {function.Name}", new HashSet<string>(StringComparer.Ordinal))))
            .Distinct(StringComparer.Ordinal));

    private static IEnumerable<TypeSyntax> Sent(Function function)
    {
        yield return function.Method.ReturnType;
        if (function.Trigger == "ActivityTrigger" && function.Input is not null)
            yield return function.Input;
        foreach (var call in function.Type.DescendantNodes().OfType<GenericNameSyntax>().Where(name => name.Identifier.Text is "GetInput" or "CallActivityAsync" or "CallSubOrchestratorAsync"))
        {
            foreach (var argument in call.TypeArgumentList.Arguments)
                yield return argument;
        }
    }

    private static IEnumerable<string> Faults(TypeSyntax type, string where, HashSet<string> seen)
    {
        switch (type)
        {
            case NullableTypeSyntax nullable:
                return Faults(nullable.ElementType, where, seen);
            case ArrayTypeSyntax array:
                return Faults(array.ElementType, where, seen);
            case GenericNameSyntax generic when Wrappers.Contains(generic.Identifier.Text):
                return generic.TypeArgumentList.Arguments.SelectMany(argument => Faults(argument, where, seen));
            case PredefinedTypeSyntax predefined when predefined.Keyword.IsKind(SyntaxKind.VoidKeyword):
                return [];
            case TupleTypeSyntax:
                return [$"{where} uses the tuple {type}"];
        }

        var name = type.ToString();
        if (Plain.Contains(name) || Wrappers.Contains(name) || !seen.Add(name))
            return [];
        var declared = Declared[name.Split('.')[^1]].ToList();
        if (declared.Count == 0)
            return [$"{where} uses {name}, which is no record of the product"];
        return declared.SelectMany(pair => pair.Type is EnumDeclarationSyntax ? [] : Inside(pair.File, pair.Type, where, seen));
    }

    private static IEnumerable<string> Inside(SourceFile file, BaseTypeDeclarationSyntax type, string where, HashSet<string> seen)
    {
        if (type is not RecordDeclarationSyntax record || !record.Modifiers.Any(SyntaxKind.SealedKeyword))
            return [$"{where} uses {type.Identifier} of {file.At(type)}, which is no sealed record"];

        var fields = (record.ParameterList?.Parameters.Select(parameter => parameter.Type) ?? [])
            .Concat(record.Members.OfType<PropertyDeclarationSyntax>().Where(property => property.ExpressionBody is null).Select(property => property.Type));
        return fields.OfType<TypeSyntax>().SelectMany(field => Faults(field, $"{file.At(type)}: {type.Identifier}", seen));
    }
}
