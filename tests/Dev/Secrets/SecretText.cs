using System.Buffers;
using System.Text;

namespace Seatkeeper.Dev.Secrets;

/// <summary>Many secrets at once, looked for in text and in bytes in one pass, in every shape of each; more may come while others look.</summary>
public sealed class SecretText
{
    private readonly Lock gate = new();
    private readonly List<Needle> needles = [];
    private SearchValues<string> shapes = SearchValues.Create(["\uFFFF"], StringComparison.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return needles.Count;
        }
    }

    /// <summary>Adds secrets; each is of ASCII characters, and known already or not.</summary>
    public void Add(params IEnumerable<Needle> more)
    {
        lock (gate)
        {
            needles.AddRange(more.Where(needle => needles.TrueForAll(known => known.Secret != needle.Secret)).ToList());
            Volatile.Write(ref shapes, SearchValues.Create([.. needles.SelectMany(Shapes)], StringComparison.Ordinal));
        }
    }

    /// <summary>The name of a secret that is in a text, or null where none is.</summary>
    public string? FindIn(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny(Volatile.Read(ref shapes));
        if (at < 0)
            return null;
        var found = text[at..].ToString();
        lock (gate)
            return needles.Find(needle => Shapes(needle).Any(shape => found.StartsWith(shape, StringComparison.Ordinal)))?.Name ?? "a secret";
    }

    /// <summary>The name of a secret that is in bytes, or null where none is.</summary>
    public string? FindIn(ReadOnlySpan<byte> bytes) => FindIn(Encoding.Latin1.GetString(bytes));

    // A shape is bytes; one character for each, so that text and bytes are searched alike.
    private static IEnumerable<string> Shapes(Needle needle) => needle.Shapes.Where(shape => shape.Length > 0).Select(shape => Encoding.Latin1.GetString(shape));
}
