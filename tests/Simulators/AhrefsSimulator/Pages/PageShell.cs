using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Pages;

/// <summary>The HTML that every page of the application begins as: empty, with what its script needs to start.</summary>
internal static class PageShell
{
    /// <summary>Default encoding, which escapes every character that could end the script element.</summary>
    private static readonly JsonSerializerOptions Escaped = new(JsonSerializerDefaults.Web);

    /// <param name="call">The page load.</param>
    /// <param name="page">Which page the script shows.</param>
    /// <param name="dead">How a page without a session behaves; null with a session.</param>
    public static string Render(SimCall call, string page, string? dead)
    {
        var boot = Boot(call, page, dead).ToJsonString(Escaped);
        var assets = $"/assets/{call.World.ClassSeed}";
        var preloads = string.Concat(Assets.Scripts.Select(script => $"<link rel=\"modulepreload\" href=\"{assets}/{script}\">"));
        return $"""
            <!doctype html>
            <html lang="{Language(call)}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Ahrefs</title>
              <link rel="icon" href="data:,">
              <link rel="stylesheet" href="{assets}/app.css">
              {preloads}
            </head>
            <body>
              <div id="root"></div>
              <script type="application/json" id="boot">{boot}</script>
              <script type="module" src="{assets}/app.js"></script>
            </body>
            </html>
            """;
    }

    private static JsonObject Boot(SimCall call, string page, string? dead)
    {
        var world = call.World;
        return new JsonObject
        {
            ["page"] = page,
            ["embedded"] = call.Http.Request.Query.ContainsKey("embedded"),
            ["dead"] = dead,
            ["deadStyle"] = world.Options.DeadSessionStyle,
            ["nonce"] = world.Sessions.IssueNonce(call.Session, world.Clock.WallNow),
            ["classSeed"] = world.ClassSeed,
            ["locale"] = Language(call),
            ["renderMaxMs"] = world.Latency.RenderMaxMs,
            ["turnstile"] = world.ChallengeSolved ? "auto" : world.Options.Turnstile,
            ["totpAutoSubmit"] = world.Options.TotpAutoSubmit,
            ["methods"] = Methods(call),
            ["membersCanSeeList"] = world.Options.MembersCanSeeList,
            ["ui"] = SimJson.Own.ToNode(world.Ui with { TestIds = world.Ui.TestIds || world.Options.TestIds }),
        };
    }

    private static JsonArray Methods(SimCall call)
    {
        var half = call.World.Sessions.FindHalf(call.Cookie(Cookies.Half), call.World.Clock.Now);
        var methods = half is null ? [] : call.World.FindAccount(half.AccountEmail)?.Methods ?? [];
        return [.. methods.Select(m => (JsonNode)m)];
    }

    private static string Language(SimCall call)
    {
        if (call.Cookie(Cookies.Language) is "en" or "de" or "es" or "fr" or "ja") return call.Cookie(Cookies.Language) ?? "en";
        var account = call.Session is { } session ? call.World.FindAccount(session.AccountEmail) : null;
        if (account is { UiLocale: not "en" }) return account.UiLocale;
        return (call.World.FindWorkspace(call.Session?.WorkspaceId) ?? call.World.Workspaces.FirstOrDefault())?.Settings.Language() ?? "en";
    }
}
