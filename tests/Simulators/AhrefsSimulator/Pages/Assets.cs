using System.Text.RegularExpressions;

namespace Seatkeeper.AhrefsSimulator.Pages;

/// <summary>The page's own files, read from the assembly once.</summary>
internal static partial class Assets
{
    private const string Prefix = "assets/";

    private static readonly Dictionary<string, string> Files = Load();

    /// <summary>The scripts that a page tells the browser to fetch at once, as bundlers write it, and not one after the other.</summary>
    public static IReadOnlyList<string> Scripts { get; } = [.. Files.Keys.Where(n => n.EndsWith(".js", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>One file. As on the real web, a browser keeps it: without that, each page load fetched two dozen scripts anew.</summary>
    public static IResult Serve(HttpContext http, string seed, string file)
    {
        if (!Files.TryGetValue(file, out var text)) return Results.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=600";
        if (file.EndsWith(".css", StringComparison.Ordinal)) return Results.Text(ClassName().Replace(text, m => "." + Hash(m.Groups["name"].Value, seed)), "text/css");
        return Results.Text(text, "text/javascript");
    }

    /// <summary>The same sum as dom.js computes: 32-bit FNV-1a.</summary>
    private static string Hash(string name, string seed)
    {
        var hash = 0x811C9DC5u;
        foreach (var c in seed + name) hash = unchecked((hash ^ c) * 0x01000193u);
        return $"css-{hash:x8}-{name}";
    }

    private static Dictionary<string, string> Load()
    {
        var assembly = typeof(Assets).Assembly;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The file {name} cannot be read.");
            using var reader = new StreamReader(stream);
            files.Add(name[Prefix.Length..], reader.ReadToEnd());
        }

        return files;
    }

    [GeneratedRegex(@"\.c-(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClassName();
}
