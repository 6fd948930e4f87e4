using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>
/// What the answers taught: ids by what they are of, values by the names of their fields, what a refusal said would be right, and what a
/// call took. So routes are called with what is there, without knowing any of them.
/// </summary>
/// <param name="document">The document.</param>
/// <param name="untouchable">Ids and names that are never used again: those of the people who call, and of their keys.</param>
internal sealed partial class KnownValues(FuzzDocument document, IEnumerable<string> untouchable)
{
    private const int MostOfAName = 200;
    private const int LongestValue = 300;
    private const int MostRefused = 50_000;
    private readonly Lock gate = new();
    private readonly HashSet<string> kept = new(untouchable, StringComparer.Ordinal);
    private readonly Dictionary<string, List<KnownId>> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> unchallenged = new(StringComparer.Ordinal);
    private readonly HashSet<string> refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string[]>> shapes = new(StringComparer.Ordinal);

    /// <summary>An id of something alike one of the nouns, in this place where one is known; null where none is.</summary>
    public KnownId? Id(Random random, IReadOnlyList<string> nouns, Predicate<KnownId>? fits = null)
    {
        lock (gate)
        {
            var found = ids.Where(pool => nouns.Any(noun => Nouns.AreAlike(pool.Key, noun))).SelectMany(pool => pool.Value).Where(id => fits?.Invoke(id) ?? true).ToList();
            return found.Count == 0 ? null : found[random.Next(found.Count)];
        }
    }

    /// <summary>A value that a field of this name had, or may have.</summary>
    public string? Value(Random random, string name) => Pick(random, values, name);

    /// <summary>A value that the call took in this field.</summary>
    public string? Taken(Random random, FuzzOperation operation, string field) => Pick(random, taken, $"{operation} {field}");

    /// <summary>A value of this field that the call did not object to when it objected to others.</summary>
    public string? Unchallenged(Random random, FuzzOperation operation, string field) => Pick(random, unchallenged, $"{operation} {field}");

    /// <summary>Whether the call objected to this value.</summary>
    public bool WasRefused(FuzzOperation operation, string field, string value)
    {
        lock (gate)
            return refused.Contains($"{operation} {field} {value}");
    }

    /// <summary>The fields of a body that the call took.</summary>
    public string[]? Shape(Random random, FuzzOperation operation) => Pick(random, shapes, operation.ToString());

    /// <summary>What a refusal of a field of this name, or the document, said it may be.</summary>
    public string? Choice(Random random, string name)
    {
        lock (gate)
            return document.Choices.TryGetValue(name, out var choices) ? choices.ElementAt(random.Next(choices.Count)) : null;
    }

    /// <summary>Takes in an answer.</summary>
    public void Learn(FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.Json is not { } json)
            return;
        lock (gate)
        {
            if (answer.Status is 400)
                LearnRefused(request, json);
            else if (answer.IsGood)
                LearnGood(request, json, answer);
        }
    }

    /// <summary>Forgets an id that leads nowhere any more.</summary>
    public void Forget(string id)
    {
        lock (gate)
        {
            foreach (var pool in ids.Values)
                pool.RemoveAll(known => known.Id == id);
        }
    }

    private void LearnGood(FuzzRequest request, JsonNode json, FuzzAnswer answer)
    {
        var (operation, scope) = (request.Operation, request.PathIds);
        string[] nouns = [Nouns.OfAnswer(operation.Answer), .. answer.Status is 201 || Nouns.IsList(operation.Answer) ? [Nouns.Singular(operation.Path.Split('/')[^1])] : Array.Empty<string>()];
        if (Nouns.IsList(operation.Answer))
        {
            foreach (var item in json["items"]?.AsArray() ?? [])
                Walk(item, nouns, scope);
            if (json["continuation"] is JsonValue next)
                Add(taken, $"{operation} continuation", next.ToString());
        }
        else
        {
            Walk(json, nouns, scope);
        }

        if (answer.Tag is { } tag)
            Add(values, FuzzRequest.TagHeader, tag);
        foreach (var (field, value) in request.Sent)
            Add(taken, $"{operation} {field}", value);
        if (request.Shape.Length > 0)
            Add(shapes, operation.ToString(), request.Shape);
    }

    private void Walk(JsonNode? node, string[] nouns, IReadOnlyDictionary<string, string> scope)
    {
        if (node is not JsonObject fields)
            return;
        if (fields["id"] is JsonValue id)
        {
            foreach (var noun in nouns.Where(noun => noun.Length > 0))
                AddId(noun, id.ToString(), scope);
        }

        foreach (var (name, value) in fields)
        {
            switch (value)
            {
                case JsonValue single when single.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                    AddValue(name, single.ToString());
                    break;
                case JsonObject:
                    Walk(value, [Nouns.Singular(name)], scope);
                    break;
                case JsonArray list:
                    foreach (var item in list)
                    {
                        if (item is JsonValue text)
                            AddValue(name, text.ToString());
                        else
                            Walk(item, [Nouns.Singular(name)], scope);
                    }

                    break;
            }
        }
    }

    // Also under the name of one of many: a field takes one of what another lists.
    private void AddValue(string name, string value)
    {
        if (SecretFields.IsOne(name))
            return;
        if (Nouns.OfId(name) is { Length: > 0 } noun)
            AddId(noun, value, new Dictionary<string, string>());
        Add(values, name, value);
        if (name.EndsWith('s'))
            Add(values, name[..^1], value);
    }

    private void AddId(string noun, string id, IReadOnlyDictionary<string, string> scope)
    {
        if (id.Length is 0 or > LongestValue || kept.Contains(id))
            return;
        if (!ids.TryGetValue(noun, out var pool))
            ids[noun] = pool = [];
        var known = pool.FindIndex(other => other.Id == id);
        if (known >= 0 && (scope.Count == 0 || pool[known].Scope.Count > 0))
            return;
        if (known >= 0)
            pool.RemoveAt(known);
        else if (pool.Count >= MostOfAName)
            pool.RemoveAt(pool.Count / 2);
        pool.Add(new KnownId(id, scope));
    }

    // "must be one of A, B" and "must be a or b" say what would be right.
    private void LearnRefused(FuzzRequest request, JsonNode problem)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, rules) in problem["errors"] as JsonObject ?? [])
        {
            var name = field.Split('.', '[', ']').LastOrDefault(part => part.Length > 0 && !char.IsAsciiDigit(part[0])) ?? field;
            named.Add(name);
            foreach (var match in (rules as JsonArray ?? []).SelectMany(rule => Offer().Matches(rule?.ToString() ?? "")))
            {
                if (!document.Choices.TryGetValue(name, out var choices))
                    document.Choices[name] = choices = new HashSet<string>(StringComparer.Ordinal);
                choices.UnionWith(match.Groups["value"].Captures.Select(value => value.Value));
            }
        }

        if (named.Count == 0 || refused.Count > MostRefused)
            return;
        foreach (var (field, value) in request.Sent)
        {
            if (named.Contains(field))
                refused.Add($"{request.Operation} {field} {value}");
            else
                Add(unchallenged, $"{request.Operation} {field}", value);
        }
    }

    private void Add(Dictionary<string, List<string>> to, string name, string value)
    {
        if (value.Length <= LongestValue && !kept.Contains(value))
            Add<string>(to, name, value);
    }

    private static void Add<T>(Dictionary<string, List<T>> to, string name, T value)
    {
        if (!to.TryGetValue(name, out var known))
            to[name] = known = [];
        if (known.Contains(value))
            return;
        if (known.Count >= MostOfAName)
            known.RemoveAt(known.Count / 2);
        known.Add(value);
    }

    private T? Pick<T>(Random random, Dictionary<string, List<T>> from, string name) where T : class
    {
        lock (gate)
            return from.TryGetValue(name, out var known) ? known[random.Next(known.Count)] : null;
    }

    [GeneratedRegex("""(must be|one of|one of the catalog:|one or more of) "?(?<value>\w+)"?((, | or |, or )"?(?<value>\w+)"?)*""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Offer();
}

/// <summary>An id, and the ids of the path under which it was found.</summary>
/// <param name="Id">The id.</param>
/// <param name="Scope">Ids of that path, by what they are of.</param>
internal sealed record KnownId(string Id, IReadOnlyDictionary<string, string> Scope);
