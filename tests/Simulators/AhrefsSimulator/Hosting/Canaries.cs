using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>Watches for what must not be seen: a secret out of its place, and a hostile name that came alive.</summary>
internal static class Canaries
{
    public static IResult Touched(SimWorld world, string rest)
    {
        Violation(world, "V15", $"/_sim/canary/{rest}", "A hostile name was executed or fetched.");
        return Results.NoContent();
    }

    private static readonly Dictionary<string, string[]> OwnFields = new(StringComparer.Ordinal)
    {
        ["/v4/simSignIn"] = ["password"],
        ["/v4/simChangePassword"] = ["current", "next"],
        ["/v4/simConfirmTwoFactor"] = ["code"],
    };

    /// <summary>Looks for the account's secrets everywhere but in the fields of the sign-in, and of the account's own changes.</summary>
    public static async Task WatchAsync(HttpContext http, SimWorld world)
    {
        var request = http.Request;
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        request.Body.Position = 0;
        var elsewhere = new StringBuilder(Uri.UnescapeDataString($"{request.Path}{request.QueryString}"));
        foreach (var header in request.Headers) elsewhere.Append('\n').Append(Uri.UnescapeDataString(header.Value.ToString()));
        elsewhere.Append('\n').Append(WithoutOwnFields(request.Path, body));
        var seen = elsewhere.ToString();
        (string What, string? Secret)[] secrets = [("password", world.Recipe.Account.Password), ("TOTP secret", world.Recipe.Account.TotpSecret)];
        lock (world.Gate) secrets = [.. secrets, .. world.Secrets];
        foreach (var (what, secret) in secrets)
        {
            if (string.IsNullOrEmpty(secret) || !seen.Contains(secret, StringComparison.Ordinal)) continue;
            Violation(world, "V13", request.Path, $"The account's {what} was seen outside the body of a sign-in, or of its own change.");
        }
    }

    private static string WithoutOwnFields(string path, string body)
    {
        if (!OwnFields.TryGetValue(path, out var own)) return body;
        try
        {
            if (JsonNode.Parse(body) is not JsonObject fields) return body;
            foreach (var field in own) fields.Remove(field);
            return fields.ToJsonString(SimJson.Own.Options);
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static void Violation(SimWorld world, string rule, string target, string text) =>
        world.Journal.Write(new JournalEntry
        {
            At = world.Clock.WallNow,
            SimAt = world.Clock.Now,
            Actor = JournalActor.Operator,
            Kind = JournalKind.Violation,
            Name = rule,
            Target = target,
            After = text,
        });
}
