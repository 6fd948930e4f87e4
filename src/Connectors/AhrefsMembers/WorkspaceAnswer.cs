using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
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

    /// <summary>The people of one of the two lists, or null where the answer does not tell them.</summary>
    public IReadOnlyList<AnsweredMember>? Of(bool pending) => pending ? Pending : Members;

    /// <summary>
    /// Reads every answer of a page as it comes. Whoever needs it later finds it read: a browser that draws thousands of rows
    /// hands nothing out until it has done so.
    /// </summary>
    public static void ReadAhead(AhrefsPage page, PageMap map)
    {
        if (map.Answers.TryGetValue(Name, out var known))
            page.Watch.Answered += answer => _ = answer.Name == Name ? BeginAsync(page, answer, known) : null;
    }

    /// <summary>What the page's last answer told, or null where none was seen.</summary>
    public static async Task<WorkspaceAnswer?> SeenByAsync(AhrefsPage page, PageMap map, CancellationToken cancel)
    {
        if (!map.Answers.TryGetValue(Name, out var known) || page.Watch.Answers(Name).LastOrDefault(IsReadable) is not { } answer)
            return null;
        try
        {
            return await BeginAsync(page, answer, known).WaitAsync(Patience, cancel);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>The versions that the list had in the first and in the last part that the page fetched; null where none is told.</summary>
    public static async Task<(long? First, long? Last)> VersionsSeenByAsync(AhrefsPage page, PageMap map, CancellationToken cancel)
    {
        var parts = page.Watch.Answers(ListName).Where(IsReadable).ToList();
        if (parts.Count == 0 || map.Answers.GetValueOrDefault(ListName)?.Fields.GetValueOrDefault("version") is not { } field)
            return (null, null);
        try
        {
            var versions = await Task.WhenAll(new[] { parts[0], parts[^1] }.Select(part => ReadAsync(part, body => Number(body, field)))).WaitAsync(Patience, cancel);
            return (versions[0], versions[1]);
        }
        catch (TimeoutException)
        {
            return (null, null);
        }
    }

    /// <summary>True for the answer that brings the list of people.</summary>
    public static bool BringsTheList(SeenAnswer answer) => answer.Name == Name && IsReadable(answer);

    private static bool IsReadable(SeenAnswer answer) => answer is { Status: 200, IsJson: true, Response: not null };

    private static Task<WorkspaceAnswer?> BeginAsync(AhrefsPage page, SeenAnswer answer, ObservedAnswer known) =>
        IsReadable(answer) && answer.Response is { } response
            ? page.Watch.OnceAsync(response, () => ReadAsync(answer, body => Of(body, known)))
            : Task.FromResult<WorkspaceAnswer?>(null);

    private static WorkspaceAnswer? Of(JsonElement body, ObservedAnswer known) => body.ValueKind is not JsonValueKind.Object
        ? null
        : new WorkspaceAnswer(
            Text(body, known.Fields.GetValueOrDefault("workspaceId")),
            Text(body, known.Fields.GetValueOrDefault("workspaceName")),
            People(body, known.Fields.GetValueOrDefault("members"), known.Fields),
            People(body, known.Fields.GetValueOrDefault("pending"), known.Fields));

    private static async Task<T?> ReadAsync<T>(SeenAnswer answer, Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(await (answer.Response?.BodyAsync() ?? Task.FromResult<byte[]>([])));
            return read(document.RootElement);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException or JsonException)
        {
            return default;
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

    private static long? Number(JsonElement body, string field) =>
        body.ValueKind is JsonValueKind.Object && At(body, field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

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
