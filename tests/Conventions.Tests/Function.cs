using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests;

/// <summary>One function of the product, as its source tells.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Type">The class.</param>
/// <param name="Method">The method that the host calls.</param>
/// <param name="Attribute">What stands in its <c>[Function(…)]</c>.</param>
internal sealed record Function(SourceFile File, ClassDeclarationSyntax Type, MethodDeclarationSyntax Method, string Attribute)
{
    public static IReadOnlyList<Function> All { get; } =
    [
        .. from file in SourceTree.Product
           from type in file.All<ClassDeclarationSyntax>()
           from method in type.Members.OfType<MethodDeclarationSyntax>()
           from attribute in method.AttributeLists.SelectMany(list => list.Attributes)
           where attribute.Name.ToString() is "Function"
           select new Function(file, type, method, attribute.ArgumentList?.Arguments[0].ToString() ?? ""),
    ];

    public string Name => Type.Identifier.Text;

    public string Where => File.At(Method);

    public string Trigger => TriggerAttribute?.Name.ToString() ?? "nothing";

    public string TriggerText => TriggerAttribute?.ToString() ?? "";

    /// <summary>The type that is sent to it, of the parameter with the trigger.</summary>
    public TypeSyntax? Input => Method.ParameterList.Parameters.FirstOrDefault(IsTriggered)?.Type;

    private AttributeSyntax? TriggerAttribute => Method.ParameterList.Parameters.SelectMany(Attributes).FirstOrDefault(IsTrigger);

    private static bool IsTriggered(ParameterSyntax parameter) => Attributes(parameter).Any(IsTrigger);

    private static IEnumerable<AttributeSyntax> Attributes(ParameterSyntax parameter) => parameter.AttributeLists.SelectMany(list => list.Attributes);

    private static bool IsTrigger(AttributeSyntax attribute) => attribute.Name.ToString().EndsWith("Trigger", StringComparison.Ordinal);
}
