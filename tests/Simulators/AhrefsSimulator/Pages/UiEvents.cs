using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Pages;

/// <summary>What the page's own script saw the visitor do.</summary>
internal static class UiEvents
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "click", "focus", "change", "challengeClick", "moneyTrap", "require2faFocus", "legalConsentClick", "strangeOverlay",
    };

    public static async Task<IResult> ReceiveAsync(HttpContext http, SimWorld world)
    {
        if (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) is not JsonObject body) return Results.BadRequest();
        var name = body["name"]?.ToString() ?? "";
        if (!Known.Contains(name)) return Results.BadRequest();
        lock (world.Gate)
        {
            var session = world.Sessions.Use(http.Request.Cookies[Cookies.Session], world.Options, world.Clock.Now);
            var trusted = body["trusted"] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;
            Write(world, session, name, body["target"]?.ToString(), trusted);
        }

        return Results.NoContent();
    }

    public static void Write(SimWorld world, Session? session, string name, string? target, bool trusted) =>
        world.Journal.Write(new JournalEntry
        {
            At = world.Clock.WallNow,
            SimAt = world.Clock.Now,
            Actor = world.ActorOf(session),
            Session = session?.Id,
            WorkspaceId = session?.WorkspaceId,
            Kind = JournalKind.UiEvent,
            Name = name,
            Target = target,
            TrustedClick = trusted,
            ViaUi = true,
        });
}
