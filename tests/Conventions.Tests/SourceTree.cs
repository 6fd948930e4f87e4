using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests;

/// <summary>One C# file of the repository.</summary>
/// <param name="Path">From the repository's root, with slashes.</param>
/// <param name="Text">What is in it.</param>
/// <param name="Root">The same, parsed.</param>
internal sealed record SourceFile(string Path, string Text, SyntaxNode Root)
{
    public int Lines { get; } = Text.AsSpan().Count('\n');

    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => Path[..Path.LastIndexOf('/')];

    public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    public string At(SyntaxNode node) => At(node.GetLocation());

    public string At(SyntaxTrivia trivia) => At(trivia.GetLocation());

    private string At(Location location) => $"{Path}:{location.GetLineSpan().StartLinePosition.Line + 1}";
}

/// <summary>The repository that this test was built from.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal) { "bin", "obj", "node_modules", "TestResults", ".git", ".seatkeeper", "artifacts" };

    private static readonly HashSet<string> TextExtensions = new(StringComparer.Ordinal)
    {
        ".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".md", ".yml", ".yaml", ".js", ".css", ".html", ".proto", ".sh", ".txt", ".editorconfig", ".gitignore", "",
    };

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of src and tests.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } =
    [
        .. TextFiles().Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && path.Contains('/', StringComparison.Ordinal))
            .Select(path => Read(path, ReadText(path))),
    ];

    public static IEnumerable<SourceFile> Product => Files.Where(file => file.IsProduct);

    /// <summary>Every text file of the repository, by its path from the root.</summary>
    public static IEnumerable<string> TextFiles() => Walk(Root)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    public static SourceFile Read(string path, string text) =>
        new(path, text, CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse)).GetRoot());

    private static IEnumerable<string> Walk(string folder) => Directory.EnumerateFiles(folder)
        .Where(file => TextExtensions.Contains(Path.GetExtension(file)) && !Path.GetFileName(file).EndsWith(".settings.json", StringComparison.Ordinal))
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !Foreign.Contains(Path.GetFileName(inner))).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests run from inside the repository, but no Functions.sln was found above them.");
    }
}
