using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Hosting;
using Seatkeeper.KeyVaultSimulator.Journaling;

namespace Seatkeeper.KeyVaultSimulator.Secrets;

/// <summary>Takes a request as far as the vault: the fault that waits for it, the token, the permission, then the call.</summary>
internal static partial class VaultRequests
{
    public static async Task ServeAsync(HttpContext http, Vault vault, Uri address)
    {
        if (await ReadAsync(http) is not { } call)
        {
            await VaultAnswer.Error(404, "NotFound", "There is nothing at this address.").WriteAsync(http);
            return;
        }

        // A client asks without a token first, to be told where to get one; what is to go wrong goes wrong with the request itself.
        var knows = vault.Access.Knows(http.Request);
        var fault = knows ? vault.Faults.Take(call) : vault.Faults.TakeOutage(call);
        VaultAnswer? answer = null;
        if (fault is not { Kind: FaultKind.Reset })
        {
            answer = fault is { Kind: FaultKind.Answer } ? fault.ToAnswer()
                : !knows ? vault.Access.Challenge()
                : VersionOf(http) is { } refusal ? refusal
                : !vault.Access.May(call.Operation) ? Forbidden(call)
                : SecretCalls.Answer(vault, call, address);
        }

        vault.Journal.Write(new JournalEntry(call.Operation, call.Name, http.Request.Method, http.Request.Path.ToString(), answer?.Status, knows, fault is not null));
        // An answer that is lost on its way: what was asked for was done.
        if (answer is null || fault is { Kind: FaultKind.LoseAnswer })
            http.Abort();
        else
            await answer.WriteAsync(http);
    }

    // Versions were numbers up to 7.6, and are dates since.
    private static VaultAnswer? VersionOf(HttpContext http) =>
        ApiVersion().IsMatch(http.Request.Query["api-version"].ToString()) ? null : VaultAnswer.Error(400, "BadParameter", "The specified version is not recognized.");

    private static VaultAnswer Forbidden(VaultCall call) =>
        VaultAnswer.Error(403, "Forbidden", $"Caller is not authorized to perform action on resource. Action: 'Microsoft.KeyVault/vaults/secrets/{call.Operation}'", "ForbiddenByRbac");

    private static async Task<VaultCall?> ReadAsync(HttpContext http)
    {
        if (Path().Match(http.Request.Path.ToString()) is not { Success: true } path) return null;
        var (deleted, name, rest) = (path.Groups["deleted"].Length > 0, path.Groups["name"].Value, path.Groups["rest"].Value);
        var method = http.Request.Method;
        VaultOperation? operation = (method, deleted, name.Length > 0, rest) switch
        {
            ("GET", _, false, "") or ("GET", false, true, "versions") => VaultOperation.List,
            ("GET", _, true, _) => VaultOperation.Get,
            ("PUT", false, true, "") => VaultOperation.Set,
            ("DELETE", false, true, "") => VaultOperation.Delete,
            ("DELETE", true, true, "") => VaultOperation.Purge,
            ("POST", true, true, "recover") => VaultOperation.Recover,
            _ => null,
        };
        return operation is { } known ? new VaultCall(known, name, deleted, rest) { Body = await BodyAsync(http), Skip = http.Request.Query["$skiptoken"].ToString(), Most = http.Request.Query["maxresults"].ToString(), Version = http.Request.Query["api-version"].ToString() } : null;
    }

    private static async Task<JsonObject?> BodyAsync(HttpContext http)
    {
        try
        {
            return http.Request.ContentLength > 0 ? await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex("^(7[.][0-9]|20[0-9]{2}-[0-9]{2}-[0-9]{2})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ApiVersion();

    [GeneratedRegex("^/(?<deleted>deleted)?secrets(/(?<name>[0-9a-zA-Z-]{1,127})(/(?<rest>[0-9a-z]+))?)?/?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Path();
}

/// <summary>A request, as far as it was understood.</summary>
internal sealed record VaultCall(VaultOperation Operation, string Name, bool OfDeleted, string Rest)
{
    public JsonObject? Body { get; init; }

    public string Skip { get; init; } = "";

    public string Most { get; init; } = "";

    public string Version { get; init; } = "";
}
