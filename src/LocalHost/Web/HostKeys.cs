using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalHost.Functions;
using LocalHost.Settings;

namespace LocalHost.Web;

/// <summary>
/// The keys of this host: from the settings LocalHost:Keys:Master, :Function and :Durable, else from the key file,
/// else made at random and written there, readable by its owner only. A function's own key: LocalHost:Keys:Functions:{name}.
/// </summary>
internal sealed class HostKeys
{
    private const string SettingsSection = "LocalHost:Keys";
    private readonly IConfiguration configuration;
    private readonly string master;
    private readonly string function;

    private HostKeys(IConfiguration configuration, IReadOnlyDictionary<string, string> keys)
    {
        this.configuration = configuration;
        master = keys["master"];
        function = keys["function"];
        Durable = keys["durable"];
    }

    /// <summary>The system key of the durable extension's management API.</summary>
    public string Durable { get; }

    public static HostKeys Load(IConfiguration configuration, string file)
    {
        var kept = ReadFile(file);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        var made = false;
        foreach (var name in new[] { "master", "function", "durable" })
        {
            if (configuration[$"{SettingsSection}:{name}"] is { Length: > 0 } given)
            {
                keys[name] = given;
            }
            else
            {
                made |= !kept.ContainsKey(name);
                keys[name] = kept[name] = kept.GetValueOrDefault(name) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            }
        }

        if (made)
            WriteFile(file, kept);
        return new HostKeys(configuration, keys);
    }

    /// <summary>May this request call this function? Anonymous lets everybody; Function, its own key, the host's or the master; Admin, the master only.</summary>
    public bool Allows(HttpRequest request, FunctionDescription called) => (called.Trigger.Text("authLevel") ?? "Function").ToUpperInvariant() switch
    {
        "ANONYMOUS" or "0" => true,
        "FUNCTION" or "2" => Carries(request, master, function, configuration[$"{SettingsSection}:Functions:{called.Name}"]),
        _ => AllowsAdmin(request),
    };

    public bool AllowsAdmin(HttpRequest request) => Carries(request, master);

    public bool AllowsDurable(HttpRequest request) => Carries(request, master, Durable);

    private static bool Carries(HttpRequest request, params ReadOnlySpan<string?> accepted)
    {
        var given = request.Headers.TryGetValue("x-functions-key", out var header) ? header.ToString() : request.Query["code"].ToString();
        var found = false;
        // Hashes are of one length, so that comparing tells nothing about a key.
        foreach (var key in accepted)
            found |= !string.IsNullOrEmpty(key) && CryptographicOperations.FixedTimeEquals(Hash(given), Hash(key));
        return found;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static Dictionary<string, string> ReadFile(string path)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        if (JsonSource.Read(path) is not { } root)
            return keys;
        foreach (var property in root.EnumerateObject().Where(property => property.Value is { ValueKind: JsonValueKind.String } value && value.ToString().Length > 0))
            keys[property.Name] = property.Value.ToString();
        return keys;
    }

    private static void WriteFile(string path, Dictionary<string, string> keys)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var stream = new FileStream(path, options);
            JsonSerializer.Serialize(stream, keys);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"The key file {path} cannot be written: {e.Message}", e);
        }
    }
}
