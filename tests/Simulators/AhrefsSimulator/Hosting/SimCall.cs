using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>One request to the site: a page, or a JSON call of a page.</summary>
public sealed class SimCall(HttpContext http, SimWorld world, string name, bool isPage, JsonObject body)
{
    private readonly List<JournalEntry> written = [];
    private string? workspaceId;

    public HttpContext Http { get; } = http;
    public SimWorld World { get; } = world;

    /// <summary>The call's name, or the page's path.</summary>
    public string Name { get; } = name;

    public bool IsPage { get; } = isPage;
    public JsonObject Body { get; } = body;
    public string RequestId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The live session, found when the request's turn comes.</summary>
    public Session? Session { get; set; }

    /// <summary>What the journal tells of the request beside its name.</summary>
    public JsonObject Detail { get; } = [];

    public bool ViaUi => World.Sessions.IsFromPage(Http.Request.Headers["X-Sim-Page"].FirstOrDefault(), Session, World.Clock.WallNow);

    /// <summary>Whether the browser's own input made the page send this; null where no input did.</summary>
    public bool? TrustedClick => Input switch
    {
        "trusted" => true,
        "scripted" or "chosen" => false,
        _ => null,
    };

    /// <summary>A choice that saves at once was made by its value, with the visitor's pointer on it.</summary>
    public bool ChosenByValue => Input is "chosen";

    private string? Input => Http.Request.Headers["X-Sim-Click"].FirstOrDefault();

    public string? ListKind => Text("kind");

    public int? ListPage => Number("limit") is > 0 and var limit ? (Number("offset") ?? 0) / limit + 1 : null;

    public string? Cookie(string cookie) => Http.Request.Cookies[cookie];

    public string? Text(string field) => Body[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public int? Number(string field) => Body[field] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public bool Flag(string field) => Body[field] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public string UserAgentHash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Http.Request.Headers.UserAgent.ToString())))[..16];

    /// <summary>Whom a change is about, by address, as it was when the request came.</summary>
    public IReadOnlyList<string> Targets { get; private set; } = [];

    /// <summary>Finds out whom a change is about. The world's gate is held.</summary>
    public void FindTargets()
    {
        workspaceId = Session?.WorkspaceId;
        var workspace = World.FindWorkspace(workspaceId);
        Targets = Body["emails"] is JsonArray emails ? [.. emails.Select(e => e?.ToString().Trim() ?? "")]
            : Text("memberId") is { } memberId && workspace?.FindMember(memberId) is { } member ? [member.Email]
            : Text("invitationId") is { } invitationId && workspace?.FindInvitation(invitationId) is { } invitation ? [invitation.Email]
            : [];
    }

    /// <summary>True where the request is about that person, by address or by id.</summary>
    public bool NamesTarget(string email) => Targets.Contains(email, StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes into the journal what came of this request.</summary>
    public JournalEntry Note(JournalKind kind, string what, Func<JournalEntry, JournalEntry>? more = null)
    {
        var entry = new JournalEntry
        {
            At = World.Clock.WallNow,
            SimAt = World.Clock.Now,
            Actor = World.ActorOf(Session),
            Session = Session?.Id,
            // Where the session died of it, the one that it came for.
            WorkspaceId = Session?.WorkspaceId ?? workspaceId,
            Kind = kind,
            Name = what,
            Call = Name,
            RequestId = RequestId,
            ViaUi = ViaUi,
            TrustedClick = TrustedClick,
            ChosenByValue = ChosenByValue,
        };
        entry = World.Journal.Write(more is null ? entry : more(entry));
        written.Add(entry);
        return entry;
    }

    /// <summary>Completes what was written, now that the answer is known.</summary>
    public void Settle(SimAnswer answer, string? fault)
    {
        foreach (var entry in written)
        {
            entry.HttpStatus = answer.Reset ? null : answer.Status;
            entry.AnswerSent = !answer.Reset && answer.TruncateAt is null;
            entry.Fault = fault;
        }
    }
}
