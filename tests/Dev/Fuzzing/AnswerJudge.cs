using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seatkeeper.Dev.Secrets;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>A promise that an answer broke.</summary>
public enum FuzzFault
{
    /// <summary>A status of 500 or more, or no answer.</summary>
    ServerError,

    /// <summary>A secret, or something of the program's inside.</summary>
    Leak,

    /// <summary>A refusal that is no whole problem document, or an answer that the document does not tell.</summary>
    BadProblem,
}

/// <summary>What is held against an answer.</summary>
/// <param name="Fault">The promise.</param>
/// <param name="Text">The same for people.</param>
public sealed record FuzzObjection(FuzzFault Fault, string Text);

/// <summary>Holds answers against what the API promises of all of them.</summary>
public sealed partial class AnswerJudge(FuzzDocument document, SecretText secrets)
{
    private const string Problem = "application/problem+json";
    private const int LeastOfASecret = 16;
    private const int Shown = 300;

    // What a rule names besides fields: the whole body, a line of a list, a header.
    private static readonly string[] OtherNames = ["body", "line", "header", "colour", FuzzRequest.KeyHeader, FuzzRequest.TagHeader];

    /// <summary>Everything that is wrong with an answer.</summary>
    public IReadOnlyList<FuzzObjection> Judge(FuzzRequest request, FuzzAnswer answer)
    {
        var objections = new List<FuzzObjection>();
        if (answer.Status is 0 or >= 500)
            objections.Add(new(FuzzFault.ServerError, $"{answer.Status} {Short(answer.Text)}"));
        if (Leaks(request, answer) is { } leak)
            objections.Add(new(FuzzFault.Leak, leak));
        if (answer.Status is >= 400 and < 500 && !IsTheServers(request, answer) && Malformed(request, answer) is { } malformed)
            objections.Add(new(FuzzFault.BadProblem, $"{answer.Status}: {malformed}"));
        if (answer.Status is > 0 and < 400 && !request.Operation.Successes.Contains(answer.Status))
            objections.Add(new(FuzzFault.BadProblem, $"{answer.Status} is no answer that the document tells"));
        if (answer is { IsGood: true, ContentType: "application/json", Json: null })
            objections.Add(new(FuzzFault.BadProblem, $"{answer.Status} without JSON: {Short(answer.Text)}"));
        return objections;
    }

    private static bool IsTheServers(FuzzRequest request, FuzzAnswer answer) => request.MayEndAtTheServer && answer.Text.Length == 0;

    // A secret that is shown on purpose is one from then on, for every other answer.
    private string? Leaks(FuzzRequest request, FuzzAnswer answer)
    {
        var text = answer.Text;
        if (answer is { IsGood: true, Json: { } json } && !request.Operation.Reads && request.Operation.Shown.Count > 0)
        {
            var taken = json.DeepClone();
            var shown = new List<string>();
            Take(taken, request.Operation.Shown, shown);
            text = taken.ToJsonString();
            secrets.Add(shown.Where(secret => secret.Length >= LeastOfASecret && secret.All(char.IsAscii) && !Landmark().IsMatch(secret)).Select((secret, nth) => new Needle($"what request {request.Number} was shown ({nth})", secret)));
        }

        if ((secrets.FindIn(text) ?? secrets.FindIn(answer.Headers)) is { } name)
            return $"{answer.Status} holds {name}";
        return Inside().Match(text) is { Success: true } inside ? $"{answer.Status} tells of the inside: {Short(text[Math.Max(0, inside.Index - 40)..])}" : null;
    }

    private static void Take(JsonNode? node, IReadOnlyList<string> names, List<string> shown)
    {
        foreach (var (name, value) in (node as JsonObject ?? []).ToList())
        {
            if (value is JsonValue text && names.Contains(name, StringComparer.Ordinal) && text.TryGetValue<string>(out var secret))
            {
                shown.Add(secret);
                node!.AsObject().Remove(name);
            }
            else
            {
                Take(value, names, shown);
            }
        }

        foreach (var item in node as JsonArray ?? [])
            Take(item, names, shown);
    }

    private string? Malformed(FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.ContentType != Problem)
            return $"the content type is {answer.ContentType ?? "missing"}: {Short(answer.Text)}";
        if (answer.Json is not JsonObject problem)
            return $"no JSON object: {Short(answer.Text)}";
        foreach (var field in new[] { "type", "title", "detail", "traceId" }.Where(field => problem[field] is not JsonValue value || value.ToString().Length == 0))
            return $"{field} is missing: {Short(answer.Text)}";
        if (problem["status"]?.ToString() != $"{answer.Status}")
            return $"its status is {problem["status"]}";
        return answer.Status == 400 ? Nameless(request, problem) : null;
    }

    private string? Nameless(FuzzRequest request, JsonObject problem)
    {
        if (problem["errors"] is not JsonObject { Count: > 0 } errors)
            return request.IsUnreadable ? null : $"it names no field: {problem["detail"]}";
        foreach (var (field, rules) in errors)
        {
            if (rules is not JsonArray { Count: > 0 } list || list.Any(rule => string.IsNullOrEmpty(rule?.ToString())))
                return $"{field} has no rule";
            if (!request.IsUnreadable && !Parts().Split(field).Any(part => document.Names.Contains(part) || request.Strange.Contains(part) || OtherNames.Contains(part, StringComparer.OrdinalIgnoreCase)) && !request.Strange.Contains(field))
                return $"nobody knows the field {field}";
        }

        return null;
    }

    private static string Short(string text) => text.Length > Shown ? text[..Shown] + "…" : text;

    // What a probe names: a key of the page map, which is public.
    [GeneratedRegex(@"^[a-zA-Z]+(\.[a-zA-Z0-9]+)+$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Landmark();

    [GeneratedRegex(@"\.cs:line \d|\bat (System|Microsoft|Azure|Seatkeeper)\.\w|\b(System|Microsoft|Azure|Seatkeeper)\.[\w.]*Exception\b|RequestFailedException|RequestId:[0-9a-f-]{36}|<m:error|odata\.error", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Inside();

    [GeneratedRegex(@"[.\[\]' ]+", RegexOptions.None, 1_000)]
    private static partial Regex Parts();
}
