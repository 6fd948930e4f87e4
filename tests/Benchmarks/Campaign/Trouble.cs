using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>What goes wrong on the site during one run; a fault that nothing meets is taken away afterwards.</summary>
internal static class Trouble
{
    private static readonly string[] Reads = ["tkGetWorkspaceInfo", "simListMembers", "simLimits"];

    private static readonly Dictionary<ChangeAction, string> Submits = new()
    {
        [ChangeAction.Invite] = "simInviteMembers",
        [ChangeAction.ChangeRole] = "simChangeRole",
        [ChangeAction.Remove] = "simRemoveMember",
        [ChangeAction.ResendInvitation] = "simResendInvitation",
        [ChangeAction.CancelInvitation] = "simCancelInvitation",
    };

    private static readonly Func<JsonObject>[] Kinds =
    [
        () => Do("respond", ("status", 500), ("body", new JsonArray("Error", "Internal"))),
        () => Do("respond", ("status", 500), ("body", new JsonArray("Error", "Internal")), ("applyEffect", true)),
        () => Do("reset"),
        () => Do("reset", ("applyEffect", true)),
        () => Do("expireSession", ("when", "before")),
        () => Do("expireSession", ("when", "after")),
        () => Do("rateLimit", ("retryAfterSeconds", 1)),
        () => Do("html"),
        () => Do("respond", ("delayMs", 3000)),
        () => Do("truncate", ("bytes", 40)),
    ];

    /// <summary>A fault of what the run will ask the site for, or null where it goes undisturbed. Other hubs of the site may meet it as well.</summary>
    public static JsonObject? Draw(Random random, IReadOnlyList<Wish> wishes)
    {
        if (random.Next(3) == 0)
            return null;
        var call = wishes.Count > 0 && random.Next(3) > 0 ? Submits[wishes[0].Action] : Reads[random.Next(Reads.Length)];
        return new JsonObject
        {
            ["id"] = $"campaign-{random.Next():x}",
            ["match"] = new JsonObject { ["call"] = call, ["nth"] = random.Next(1, 3), ["times"] = 1 },
            ["do"] = Kinds[random.Next(Kinds.Length)](),
        };
    }

    /// <summary>The fault in a few words.</summary>
    public static string Describe(JsonObject? fault) => fault is null
        ? "nothing"
        : $"{fault["do"]?["kind"]}{(fault["do"]?["applyEffect"] is not null || fault["do"]?["when"]?.ToString() == "after" ? " after the effect" : "")} at {fault["match"]?["call"]} {fault["match"]?["nth"]}";

    private static JsonObject Do(string kind, params (string Name, JsonNode Value)[] more)
    {
        var action = new JsonObject { ["kind"] = kind };
        foreach (var (name, value) in more)
            action[name] = value;
        return action;
    }
}
