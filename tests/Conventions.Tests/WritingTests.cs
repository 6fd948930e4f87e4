using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests;

public sealed partial class WritingTests
{
    [Fact]
    public void Nothing_in_the_product_says_that_null_does_not_matter() => Rule.Holds(
        from file in SourceTree.Product
        from node in file.All<PostfixUnaryExpressionSyntax>()
        where node.IsKind(SyntaxKind.SuppressNullableWarningExpression)
        select $"{file.At(node)}: {node}");

    [Fact]
    public void Nothing_is_left_to_do_and_nothing_is_folded_away() => Rule.Holds(
        from file in SourceTree.Files
        from trivia in file.Root.DescendantTrivia(descendIntoTrivia: true)
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia) || (IsComment(trivia) && Unfinished().IsMatch(trivia.ToString()))
        select $"{file.At(trivia)}: {trivia.ToString().Trim()}");

    [Fact]
    public void No_code_is_commented_out() => Rule.Holds(
        from file in SourceTree.Files
        from trivia in file.Root.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && Code().IsMatch(trivia.ToString())
        select $"{file.At(trivia)}: {trivia}");

    [Fact]
    public void Every_class_is_sealed_static_or_abstract()
    {
        var parts = (
            from file in SourceTree.Files
            from type in file.All<TypeDeclarationSyntax>()
            where type is ClassDeclarationSyntax or RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not (int)SyntaxKind.StructKeyword }
            select (Key: $"{file.Folder} {type.Identifier}", Where: $"{file.At(type)}: {type.Identifier}", Fixed: type.Modifiers.Any(IsFixed))).ToList();

        Rule.Holds(parts.GroupBy(part => part.Key).Where(type => !type.Any(part => part.Fixed)).Select(type => type.First().Where));

        static bool IsFixed(SyntaxToken modifier) => modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword;
    }

    [Fact]
    public void Nothing_is_named_after_nothing_in_particular() => Rule.Holds(
        from file in SourceTree.Files
        from type in file.All<BaseTypeDeclarationSyntax>()
        where Empty().IsMatch(type.Identifier.Text)
        select $"{file.At(type)}: {type.Identifier}");

    [Fact]
    public void Tests_are_sentences() => Rule.Holds(
        from file in SourceTree.Files
        from method in file.All<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        where !method.Identifier.Text.Contains('_', StringComparison.Ordinal)
        select $"{file.At(method)}: {method.Identifier}");

    [Fact]
    public void Logging_goes_through_messages_that_are_declared() => Rule.Holds(
        from file in SourceTree.Product
        from call in file.All<MemberAccessExpressionSyntax>()
        where call.Name.Identifier.Text is "LogTrace" or "LogDebug" or "LogInformation" or "LogWarning" or "LogError" or "LogCritical"
        select $"{file.At(call)}: {call}");

    [Fact]
    public void Time_comes_from_the_time_provider() => Rule.Holds(
        from file in SourceTree.Product
        from access in file.All<MemberAccessExpressionSyntax>()
        where access.ToString() is "DateTime.Now" or "DateTime.UtcNow" or "DateTime.Today" or "DateTimeOffset.Now" or "DateTimeOffset.UtcNow" or "Thread.Sleep"
        select $"{file.At(access)}: {access}");

    [Fact]
    public void Tests_do_not_sleep() => Rule.Holds(
        from file in SourceTree.Files
        where file.Path.Contains(".Tests/", StringComparison.Ordinal) && !file.IsIn("tests/Conventions.Tests")
        where file.Text.Contains("Thread.Sleep", StringComparison.Ordinal)
        select $"{file.Path}: Thread.Sleep");

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine() => Rule.Holds(
        from path in SourceTree.TextFiles()
        from line in SourceTree.ReadText(path).Split('\n').Select((text, i) => (Text: text, Number: i + 1))
        where MachinePath().IsMatch(line.Text) && !path.StartsWith("tests/Conventions.Tests/", StringComparison.Ordinal)
        select $"{path}:{line.Number}: {line.Text.Trim()}");

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^//\s*(var |await |return\b.*;|if \(|foreach \(|public |private |using |[\w.]+\(.*\);\s*$|\}\s*$)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Code();

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Utility|Processor|Base|Impl|Common|Shared|Core)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Empty();

    [GeneratedRegex(@"(?<![\w.}])/(home|root|work|Users|mnt|tmp)/\w|\b[A-Z]:\\{1,2}(Users|Program)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex MachinePath();
}
