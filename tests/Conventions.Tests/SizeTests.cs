using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests;

public sealed class SizeTests
{
    private const int LongestFile = 300;
    private const int MostFilesInAFolder = 14;
    private const int MostConstructorParameters = 5;

    [Fact]
    public void No_file_is_over_300_lines() =>
        Rule.Holds(SourceTree.Files.Where(file => file.Lines > LongestFile).Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void Files_of_the_product_stay_small()
    {
        var lines = SourceTree.Product.Select(file => file.Lines).Order().ToList();

        Assert.InRange(lines[lines.Count / 2], 1, 60);
        Assert.InRange(lines[lines.Count * 95 / 100], 1, 170);
    }

    [Fact]
    public void Methods_of_the_product_stay_small()
    {
        var lengths = SourceTree.Product.SelectMany(file => file.All<BaseMethodDeclarationSyntax>()
            .Select(method => (Where: file.At(method), Lines: Length(method)))).ToList();
        var tooLong = lengths.Where(method => method.Lines > 40).Select(method => $"{method.Where}: {method.Lines} lines").ToList();

        if (tooLong.Count * 100 > lengths.Count * 3)
            Rule.Holds(tooLong);
    }

    [Fact]
    public void Constructors_have_at_most_five_parameters() => Rule.Holds(
        from file in SourceTree.Product
        from node in file.Root.DescendantNodes()
        let parameters = node switch
        {
            ConstructorDeclarationSyntax constructor => constructor.ParameterList,
            ClassDeclarationSyntax type => type.ParameterList,
            _ => null,
        }
        where parameters is { Parameters.Count: > MostConstructorParameters }
        select $"{file.At(node)}: {parameters.Parameters.Count} parameters");

    // Storage has one file a table, and a file for each row that is more than a few columns.
    [Fact]
    public void No_folder_holds_two_capabilities() => Rule.Holds(
        SourceTree.Files.Where(file => !file.IsIn("src/Functions/Storage")).GroupBy(file => file.Folder).Where(folder => folder.Count() > MostFilesInAFolder).Select(folder => $"{folder.Key}: {folder.Count()} files"));

    [Fact]
    public void Projects_have_one_level_of_folders() => Rule.Holds(
        from project in SourceTree.TextFiles().Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
        let home = project[..project.LastIndexOf('/')]
        from file in SourceTree.Files
        where file.IsIn(home) && file.Path[(home.Length + 1)..].Count(letter => letter == '/') > 1
        select $"{file.Path}: more than one folder below {home}");

    private static int Length(SyntaxNode method)
    {
        var span = method.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
