using System.Text;
using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>Draws whole requests: most as right as can be, some at the edge, some wrong in one or two places.</summary>
internal sealed class RequestDraw(FuzzPlan plan, FuzzDocument document, KnownValues known)
{
    private readonly ValueDraw values = new(document, known);
    private readonly FuzzCaller[] powerless = [.. plan.Callers.Where(caller => !caller.HasPower)];

    /// <summary>Draws a request.</summary>
    /// <param name="number">Which of the run.</param>
    /// <param name="operation">The call.</param>
    /// <param name="random">The draw.</param>
    /// <param name="isFirst">It is among the first, by which the others learn: right, by whoever may do most.</param>
    /// <param name="starts">What this call may start, and how it is kept from it.</param>
    public FuzzRequest Draw(int number, FuzzOperation operation, Random random, bool isFirst, StartBudget starts)
    {
        var draft = new Draft(operation, isFirst ? plan.Callers[0] : Pick(random));
        AddPath(draft, random);
        AddQuery(draft, random, isFirst);
        AddHeaders(draft, random, number);
        if (operation.Body is { } schema)
            AddBody(draft, random, schema);
        var kind = isFirst ? 0 : random.Next(100);
        if (kind is >= 60 and < 72 && draft.Json is not null)
            BodySpoiling.Stretch(draft, random);
        for (var times = kind < 72 ? 0 : random.Next(4) == 0 ? 2 : 1; times > 0; times--)
            Spoil(draft, random);
        return starts.Hold(draft, random, powerless)?.ToRequest(number) ?? starts.Repeat(operation) with { Number = number };
    }

    private FuzzCaller Pick(Random random)
    {
        var left = random.Next(plan.Callers.Sum(caller => caller.Weight));
        return plan.Callers.First(caller => (left -= caller.Weight) < 0);
    }

    // From the last part back: what was found under a path is asked for under that path.
    private void AddPath(Draft draft, Random random)
    {
        var parameters = draft.Operation.In("path").Reverse().ToList();
        IReadOnlyDictionary<string, string> scope = new Dictionary<string, string>();
        foreach (var (index, parameter) in parameters.Index())
        {
            var noun = draft.Operation.NounBefore(parameter.Name);
            var own = Nouns.OfId(parameter.Name) is { Length: > 0 } named ? named : parameter.Name.Length > 2 ? parameter.Name.ToLowerInvariant() : "";
            var inScope = scope.FirstOrDefault(pair => Nouns.AreAlike(pair.Key, noun)).Value;
            bool Fits(KnownId id) => index > 0 || draft.Operation.Reads || !plan.Spares(draft.Operation, id.Id);
            var found = inScope is not null ? new KnownId(inScope, scope)
                : (parameters.Count > 1 ? known.Id(random, [noun, own], id => Fits(id) && id.Scope.Keys.Any(key => parameters.Skip(index + 1).Any(other => Nouns.AreAlike(key, draft.Operation.NounBefore(other.Name))))) : null)
                    ?? known.Id(random, [noun, own], Fits);
            if (found?.Scope.Count > 0)
                scope = found.Scope;
            var id = found?.Id ?? Convert.ToHexStringLower([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))]);
            draft.Path[parameter.Name] = Uri.EscapeDataString(id);
            draft.PathIds[noun] = id;
        }
    }

    private void AddQuery(Draft draft, Random random, bool isFirst)
    {
        foreach (var parameter in draft.Operation.In("query"))
        {
            var share = parameter.Name == "dryRun" ? 80 : isFirst ? 0 : 25;
            if (random.Next(100) >= share)
                continue;
            var value = parameter.Name == "dryRun" ? "true" : parameter.Name == "continuation" ? known.Taken(random, draft.Operation, "continuation") : values.Text(random, draft.Operation, parameter.Name, parameter.Schema);
            if (value is null)
                continue;
            draft.Query.Add((parameter.Name, Uri.EscapeDataString(value)));
            if (parameter.Name is not ("dryRun" or "continuation"))
                draft.Sent.Add((parameter.Name, value));
        }
    }

    private void AddHeaders(Draft draft, Random random, int number)
    {
        foreach (var parameter in draft.Operation.In("header").Where(_ => random.Next(3) == 0))
        {
            var value = parameter.Name switch
            {
                FuzzRequest.KeyHeader => $"fuzz-{plan.Seed}-{number}",
                FuzzRequest.TagHeader when random.Next(2) == 0 => "*",
                _ => known.Value(random, parameter.Name) ?? "*",
            };
            draft.Headers.Add((parameter.Name, value));
        }
    }

    private void AddBody(Draft draft, Random random, JsonObject schema)
    {
        var type = draft.Operation.BodyTypes[random.Next(draft.Operation.BodyTypes.Count)];
        draft.ContentType = type;
        if (type.EndsWith("json", StringComparison.Ordinal) && !type.Contains("ndjson", StringComparison.Ordinal))
        {
            draft.Json = values.Node(random, draft.Operation, "body", schema, draft.Sent);
            return;
        }

        var rows = Enumerable.Range(0, random.Next(1, 6)).Select(_ => values.Node(random, draft.Operation, "body", schema, draft.Sent) as JsonObject ?? []).ToList();
        draft.Body = Encoding.UTF8.GetBytes(type.Contains("csv", StringComparison.Ordinal) ? Csv(schema, rows) : string.Join('\n', rows.Select(row => row.ToJsonString())));
    }

    private static string Csv(JsonObject schema, List<JsonObject> rows)
    {
        var names = (schema["properties"]?.AsObject() ?? []).Select(property => property.Key).ToList();
        static string Cell(JsonNode? value) => value is null ? "" : value is JsonArray list ? string.Join(';', list.Select(item => item?.ToString())) : value.ToString();
        return string.Join('\n', rows.Select(row => string.Join(',', names.Select(name => $"\"{Cell(row[name]).Replace("\"", "\"\"", StringComparison.Ordinal)}\""))).Prepend(string.Join(',', names)));
    }

    private void Spoil(Draft draft, Random random)
    {
        switch (random.Next(10))
        {
            case 0 when draft.Path.Count > 0:
            case 1 when draft.Path.Count > 0:
                var place = draft.Path.Keys.ElementAt(random.Next(draft.Path.Count));
                draft.Path[place] = HostileText.DrawSegment(random);
                draft.Intents.Add($"hostile {place}");
                break;
            case 2 or 3:
                SpoilQuery(draft, random);
                break;
            case 4:
                SpoilHeader(draft, random);
                break;
            case 5:
                draft.Caller = powerless[random.Next(powerless.Length)];
                draft.Intents.Add("powerless caller");
                break;
            case 6 when draft.Operation.Body is null && !draft.Operation.Reads:
                draft.Body = Encoding.UTF8.GetBytes(HostileText.DrawJson(random));
                draft.ContentType = "application/json";
                draft.IsUnreadable = true;
                draft.Intents.Add("a body that nobody asked for");
                break;
            case > 5 when draft.Operation.Body is not null:
                BodySpoiling.Spoil(draft, random);
                break;
            default:
                SpoilQuery(draft, random);
                break;
        }
    }

    private static void SpoilQuery(Draft draft, Random random)
    {
        var parameters = draft.Operation.In("query").Select(parameter => parameter.Name).Where(name => name != "dryRun" || random.Next(8) == 0).Append("colour").ToList();
        var name = parameters[random.Next(parameters.Count)];
        if (random.Next(3) > 0)
            draft.Query.RemoveAll(pair => pair.Name == name);
        draft.Query.Add((name, HostileText.DrawQuery(random)));
        draft.Intents.Add($"hostile {name}");
        draft.Strange.Add("colour");
    }

    private static void SpoilHeader(Draft draft, Random random)
    {
        string[] others = [FuzzRequest.KeyHeader, FuzzRequest.TagHeader, "Accept", "Accept-Language", "X-Forwarded-For", "X-HTTP-Method-Override", "traceparent", "Range", "Cookie", "Authorization"];
        var name = others[random.Next(others.Length)];
        draft.Headers.RemoveAll(header => header.Name == name);
        draft.Headers.Add((name, HostileText.DrawHeader(random)));
        draft.Intents.Add($"hostile {name}");
    }
}
