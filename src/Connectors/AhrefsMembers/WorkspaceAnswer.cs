using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Connectors.AhrefsMembers;

/// <summary>A person in the page's own JSON answer.</summary>
internal sealed record AnsweredMember(string Email, string? Role, string? Id, DateTimeOffset? LastActive, bool? TwoFactor);

/// <summary>
/// The answer that the members page fetches for itself, seen in passing. It is undocumented and may change or vanish:
/// what cannot be read of it is simply not there.
/// </summary>
internal sealed record WorkspaceAnswer(string? WorkspaceId, string? WorkspaceName, IReadOnlyList<AnsweredMember>? Members, IReadOnlyList<AnsweredMember>? Pending)
{
    public const string Name = "workspaceInfo";
    public const string ListName = "memberList";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What the page's last answer told, or null where none was seen.</summary>
    public static async Task<WorkspaceAnswer?> SeenByAsync(AhrefsPage page, PageMap map, CancellationToken cancel)
    {
        if (!map.Answers.TryGetValue(Name, out var known) || page.Watch.Answers(Name).LastOrDefault(a => a is { Status: 200, IsJson: true })?.Response is not { } response)
            return null;
        return await page.Watch.OnceAsync(response, () => ReadAsync(response, known, cancel));
    }

    private static async Task<WorkspaceAnswer?> ReadAsync(IResponse response, ObservedAnswer known, CancellationToken cancel) =>
        await BodyAsync(response, cancel) is { ValueKind: JsonValueKind.Object } body
            ? new WorkspaceAnswer(
                Text(body, known.Fields.GetValueOrDefault("workspaceId")),
                Text(body, known.Fields.GetValueOrDefault("workspaceName")),
                People(body, known.Fields.GetValueOrDefault("members"), known.Fields),
                People(body, known.Fields.GetValueOrDefault("pending"), known.Fields))
            : null;

    /// <summary>The versions that the list had in the first and in the last part that the page fetched; null where none is told.</summary>
    public static async Task<(long? First, long? Last)> VersionsSeenByAsync(AhrefsPage page, PageMap map, CancellationToken cancel)
    {
        var parts = page.Watch.Answers(ListName).Where(a => a is { Status: 200, IsJson: true }).ToList();
        if (parts.Count == 0 || map.Answers.GetValueOrDefault(ListName)?.Fields.GetValueOrDefault("version") is not { } field)
            return (null, null);
        var bodies = await Task.WhenAll(new[] { parts[0], parts[^1] }.Select(a => a.Response is { } r ? BodyAsync(r, cancel) : Task.FromResult<JsonElement?>(null)));
        return (Number(bodies[0], field), Number(bodies[1], field));
    }

    private static async Task<JsonElement?> BodyAsync(IResponse response, CancellationToken cancel)
    {
        try
        {
            var body = await response.BodyAsync().WaitAsync(Patience, cancel);
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException or JsonException)
        {
            return null;
        }
    }

    // People without an address mean that the answer's shape is not the one we know: then it says nothing.
    private static List<AnsweredMember>? People(JsonElement body, string? field, IReadOnlyDictionary<string, string> fields)
    {
        if (field is null || At(body, field) is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var people = new List<AnsweredMember>(list.GetArrayLength());
        foreach (var entry in list.EnumerateArray())
        {
            if (Text(entry, fields.GetValueOrDefault("email")) is not { Length: > 0 } email)
                return null;
            var lastActive = Text(entry, fields.GetValueOrDefault("lastActive")) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : (DateTimeOffset?)null;
            var twoFactor = At(entry, fields.GetValueOrDefault("twoFactor"))?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => (bool?)null };
            people.Add(new AnsweredMember(email, Text(entry, fields.GetValueOrDefault("role")), Text(entry, fields.GetValueOrDefault("id")), lastActive, twoFactor));
        }

        return people;
    }

    private static long? Number(JsonElement? body, string field) =>
        body is { ValueKind: JsonValueKind.Object } root && At(root, field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private static string? Text(JsonElement element, string? path) => At(element, path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? At(JsonElement element, string? path)
    {
        if (path is null)
            return null;
        foreach (var step in path.Split('.'))
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(step, out element))
                return null;
        }

        return element;
    }
}
