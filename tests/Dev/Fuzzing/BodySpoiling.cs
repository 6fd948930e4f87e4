using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>Makes a good body bad, in one way.</summary>
internal static class BodySpoiling
{
    private const string Mark = "@@FUZZ@@";
    private const int TooMuch = (1024 * 1024) + 1;

    private static readonly string[] Roots = ["", " ", "null", "[]", "[1,2]", "\"text\"", "17", "true", "{", "}", "not json", "<xml/>", "{'a':1}", "{\"a\":1,}", "{\"a\":NaN}", "/* c */{}", "{} {}", "{\"a\" 1}", "\u0000{}"];
    private static readonly string[] Types = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "application/problem+json", "*/*", "application/octet-stream", "text/csv; header=absent"];

    /// <summary>Spoils the draft's body.</summary>
    public static void Spoil(Draft draft, Random random)
    {
        var slots = Slots(draft.Json).ToList();
        switch (slots.Count == 0 ? random.Next(6, 11) : random.Next(12))
        {
            case 0 or 1 or 2: Replace(draft, slots[random.Next(slots.Count)], HostileText.DrawJson(random), "a value of another kind"); break;
            case 3: Replace(draft, slots[random.Next(slots.Count)], "null", "null"); break;
            case 4: Leave(draft, slots[random.Next(slots.Count)]); break;
            case 5 or 11: Replace(draft, slots[random.Next(slots.Count)], TextFor(slots[random.Next(slots.Count)].Name, random), "hostile text"); break;
            case 6: AddUnknown(draft, random); break;
            case 7: Double(draft); break;
            case 8: Break(draft, random); break;
            case 9: Encode(draft, random); break;
            default: Mistype(draft, random); break;
        }
    }

    /// <summary>Puts values at the edge of what is right into one or two places.</summary>
    public static void Stretch(Draft draft, Random random)
    {
        foreach (var slot in Slots(draft.Json).Where(slot => !SecretFields.IsOne(slot.Name)).OrderBy(_ => random.Next()).Take(random.Next(1, 3)).ToList())
            slot.Put(ValueDraw.Edge(random, slot.Get()));
        draft.Intents.Add("values at the edge");
    }

    private static void Replace(Draft draft, Slot slot, string json, string intent)
    {
        slot.Put(Mark);
        var text = draft.Json?.ToJsonString().Replace($"\"{Mark}\"", json, StringComparison.Ordinal) ?? "";
        Send(draft, text, $"{intent} in {slot.Name}");
    }

    private static string TextFor(string name, Random random)
    {
        var text = HostileText.Draw(random);
        return JsonSerializer.Serialize(SecretFields.IsOne(name) ? SecretFields.Draw(random) + text : text);
    }

    private static void Leave(Draft draft, Slot slot)
    {
        slot.Remove();
        draft.Intents.Add($"without {slot.Name}");
    }

    private static void AddUnknown(Draft draft, Random random)
    {
        var name = new[] { "colour", "__proto__", "$type", "Id", "isAdmin", "a.b", "", "é", "x\"y" }[random.Next(9)];
        draft.Strange.Add(name.Length == 0 ? "\"\"" : name);
        if (draft.Json is JsonObject fields && fields.TryAdd(name, true))
            draft.Intents.Add($"unknown field {name}");
        else
            Break(draft, random);
    }

    private static void Double(Draft draft)
    {
        if (draft.Json is JsonObject { Count: > 0 } fields)
        {
            var (name, value) = fields.First();
            Send(draft, $"{{{JsonSerializer.Serialize(name)}:{value?.ToJsonString() ?? "null"},{fields.ToJsonString()[1..]}", $"{name} twice");
        }
        else
        {
            Send(draft, "{\"a\":1,\"a\":2}", "a field twice");
            draft.Strange.Add("a");
        }
    }

    private static void Break(Draft draft, Random random)
    {
        draft.IsUnreadable = true;
        var whole = draft.Body is { } body ? Encoding.UTF8.GetString(body) : draft.Json?.ToJsonString() ?? "{}";
        switch (random.Next(20))
        {
            case 0: Send(draft, $"{{\"a\":\"{new string('x', TooMuch)}\"}}", "over 1 MiB"); break;
            case < 8: Send(draft, whole[..random.Next(whole.Length)], "cut off"); break;
            default: Send(draft, Roots[random.Next(Roots.Length)], "no JSON object"); break;
        }
    }

    private static void Encode(Draft draft, Random random)
    {
        draft.IsUnreadable = true;
        draft.Intents.Add("another encoding");
        var whole = draft.Body ?? Encoding.UTF8.GetBytes(draft.Json?.ToJsonString() ?? "{}");
        draft.Body = random.Next(4) switch
        {
            0 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(whole)),
            1 => [0xEF, 0xBB, 0xBF, .. whole],
            2 => [.. whole[..(whole.Length / 2)], 0xFF, 0xC0, 0x80, .. whole[(whole.Length / 2)..]],
            _ => [.. Enumerable.Range(0, 64).Select(_ => (byte)random.Next(256))],
        };
    }

    private static void Mistype(Draft draft, Random random)
    {
        draft.IsUnreadable = true;
        draft.ContentType = random.Next(4) == 0 ? null : Types[random.Next(Types.Length)];
        draft.Intents.Add($"content type {draft.ContentType ?? "missing"}");
    }

    private static void Send(Draft draft, string text, string intent)
    {
        draft.Body = Encoding.UTF8.GetBytes(text);
        draft.Json = null;
        draft.Intents.Add(intent);
    }

    private static IEnumerable<Slot> Slots(JsonNode? node) => node switch
    {
        JsonObject fields => fields.ToList().SelectMany(field => Slots(field.Value).Prepend(new Slot(fields, field.Key, -1, field.Key))),
        JsonArray list => list.SelectMany((item, index) => Slots(item).Prepend(new Slot(list, "", index, "an entry"))),
        _ => [],
    };

    private sealed record Slot(JsonNode Parent, string Key, int Index, string Name)
    {
        public JsonNode? Get() => Parent is JsonArray list ? list[Index] : Parent[Key];

        public void Put(JsonNode? value)
        {
            if (Parent is JsonArray list)
                list[Index] = value;
            else
                Parent[Key] = value;
        }

        public void Remove()
        {
            if (Parent is JsonArray list)
                list.RemoveAt(Index);
            else
                Parent.AsObject().Remove(Key);
        }
    }
}
