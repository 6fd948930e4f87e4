using System.Text.Json;

namespace LocalHost.Settings;

/// <summary>local.settings.json as Core Tools read it: Values are settings that the real environment overrides, Host holds the port.</summary>
internal sealed record LocalSettings(IReadOnlyDictionary<string, string> Values, int? HttpPort)
{
    public static LocalSettings Read(string directory)
    {
        var path = Path.Combine(directory, "local.settings.json");
        if (JsonSource.Read(path) is not { } root)
            return new LocalSettings(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), null);
        if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True)
            throw new RefusalException($"{path} is encrypted. Decrypt it first (func settings decrypt): its key belongs to Core Tools.");
        return new LocalSettings(ReadValues(root, path), ReadPort(root));
    }

    private static Dictionary<string, string> ReadValues(JsonElement root, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!root.TryGetProperty("Values", out var given))
            return values;
        if (given.ValueKind != JsonValueKind.Object)
            throw new RefusalException($"{path}: Values must be an object of strings.");
        foreach (var value in given.EnumerateObject())
        {
            if (value.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                throw new RefusalException($"{path}: the value of {value.Name} must be a string.");
            values[value.Name] = value.Value.ToString();
        }

        return values;
    }

    private static int? ReadPort(JsonElement root) =>
        root.TryGetProperty("Host", out var host) && host.ValueKind == JsonValueKind.Object
        && host.TryGetProperty("LocalHttpPort", out var port) && port.TryGetInt32(out var number) ? number : null;
}
