using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Seatkeeper.Conventions.Tests;

public sealed class DependencyTests
{
    // Who may know whom; what is not listed depends on no project of ours.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["src/Domain"] = [],
        ["src/LocalHost"] = [],
        ["src/Contracts"] = ["src/Domain"],
        ["src/Connectors"] = ["src/Domain"],
        ["src/Functions"] = ["src/Domain", "src/Contracts", "src/Connectors"],
    };

    [Fact]
    public void Projects_depend_in_one_direction()
    {
        var projects = SourceTree.TextFiles().Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal)).ToList();
        Rule.Holds(
            from project in projects
            let home = project[..project.LastIndexOf('/')]
            from reference in XDocument.Parse(SourceTree.ReadText(project)).Descendants("ProjectReference")
            let target = Target(home, reference.Attribute("Include")?.Value ?? "")
            where !Allowed.GetValueOrDefault(home, []).Contains(target)
            select $"{project}: refers to {target}");
    }

    [Fact]
    public void The_domain_needs_no_package() => Assert.Empty(
        XDocument.Parse(SourceTree.ReadText("src/Domain/Domain.csproj")).Descendants("PackageReference"));

    [Fact]
    public void Only_storage_knows_azure_tables() => Rule.Holds(
        Naming("Azure.Data.Tables").Where(place => !place.StartsWith("src/Functions/Storage/", StringComparison.Ordinal)));

    [Fact]
    public void Only_connectors_know_playwright() => Rule.Holds(
        Naming("Microsoft.Playwright").Where(place => !place.StartsWith("src/Connectors/", StringComparison.Ordinal)));

    [Fact]
    public void Connectors_know_nothing_of_durable_functions_and_tables() => Rule.Holds(
        Naming("Microsoft.DurableTask").Concat(Naming("Microsoft.Azure.Functions")).Concat(Naming("Azure."))
            .Where(place => place.StartsWith("src/Connectors/", StringComparison.Ordinal)));

    [Fact]
    public void The_host_and_the_app_know_nothing_of_each_other()
    {
        Rule.Holds(SourceTree.Files
            .Where(file => file.IsIn("src/LocalHost") && file.Text.Contains("Seatkeeper", StringComparison.Ordinal))
            .Select(file => $"{file.Path}: names Seatkeeper"));
        Rule.Holds(SourceTree.Product
            .Where(file => !file.IsIn("src/LocalHost") && file.Text.Contains("LocalHost", StringComparison.Ordinal))
            .Select(file => $"{file.Path}: names LocalHost"));
    }

    [Fact]
    public void Nothing_outside_its_connector_and_the_catalog_knows_the_pages_of_an_app() => Rule.Holds(
        Naming("Seatkeeper.Connectors.Ahrefs").Where(place =>
            !place.StartsWith("src/Connectors/", StringComparison.Ordinal) && !place.StartsWith("src/Functions/Program.cs", StringComparison.Ordinal)));

    [Fact]
    public void Interfaces_are_at_seams_with_a_second_implementation()
    {
        var based = (
            from file in SourceTree.Files
            from type in file.All<TypeDeclarationSyntax>()
            from basis in type.BaseList?.Types.Select(listed => listed.Type.ToString()) ?? []
            select (basis, Key: $"{file.Path} {type.Identifier}")).ToLookup(pair => pair.basis, pair => pair.Key, StringComparer.Ordinal);
        var alone = (
            from file in SourceTree.Product
            from declared in file.All<InterfaceDeclarationSyntax>()
            where based[declared.Identifier.Text].Distinct(StringComparer.Ordinal).Count() < 2
            select $"{file.At(declared)}: {declared.Identifier}").ToList();

        if (alone.Count > 2)
            Rule.Holds(alone);
    }

    // LocalHost is held by a conformance suite that sees it only from outside, so its folders have no tests of their own.
    [Fact]
    public void Feature_folders_have_their_twin_in_the_tests() => Rule.Holds(
        from home in new[] { "src/Domain", "src/Connectors", "src/Functions" }
        from folder in SourceTree.Files.Where(file => file.IsIn(home)).Select(file => file.Folder).Distinct(StringComparer.Ordinal)
        where folder != home
        let twin = $"tests/{home["src/".Length..]}.Tests{folder[home.Length..]}"
        where !SourceTree.Files.Any(file => file.IsIn(twin))
        select $"{folder}: {twin} is missing");

    private static IEnumerable<string> Naming(string name) =>
        from file in SourceTree.Product
        from node in file.All<NameSyntax>()
        where node is QualifiedNameSyntax && (node.ToString() + ".").StartsWith(name.TrimEnd('.') + ".", StringComparison.Ordinal) && node.Parent is not QualifiedNameSyntax
        select file.At(node);

    private static string Target(string home, string include) =>
        Path.GetRelativePath(SourceTree.Root, Path.GetDirectoryName(Path.GetFullPath(Path.Combine(SourceTree.Root, home, include.Replace('\\', '/')))) ?? "").Replace('\\', '/');
}
