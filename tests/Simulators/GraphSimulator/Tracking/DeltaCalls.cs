using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Reading;

namespace Seatkeeper.GraphSimulator.Tracking;

/// <summary>The delta functions of users and groups: first rounds, rounds since a token, pages of a round.</summary>
internal static partial class DeltaCalls
{
    private const string Latest = "latest";

    public static SimAnswer Users(GraphCall call) => Answer(call, "users");

    public static SimAnswer Groups(GraphCall call) => Answer(call, "groups");

    private static SimAnswer Answer(GraphCall call, string resource)
    {
        if (call.Option("orderby") is not null || call.Option("expand") is not null)
            throw GraphErrorException.BadRequest("$orderby and $expand are not supported with delta.", "Request_UnsupportedQuery");
        if (call.Option("skiptoken") is { Length: > 0 } skip) return Continue(call, resource, skip);
        if (call.Option("deltatoken") is not { Length: > 0 } token) return Show(call, DeltaRound.First(call.World, resource, Scope(call, resource)), 0);
        if (token.Equals(Latest, StringComparison.OrdinalIgnoreCase)) return Show(call, DeltaRound.Latest(call.World, resource, Scope(call, resource)), 0);
        return Since(call, resource, token);
    }

    private static SimAnswer Since(GraphCall call, string resource, string token)
    {
        var world = call.World;
        if (world.Deltas.EndOf(token) is { } end) return Gone(call, resource, end);
        if (world.Deltas.FindState(token) is not { } state)
        {
            // One of a simulator that ran before is a token as good as any other; only nobody knows what it stands for.
            return DeltaBook.IsToken(token) ? Gone(call, resource, new DeltaEnd(410, "syncStateNotFound")) : throw GraphErrorException.BadRequest("Badly formed token.", "Request_BadRequest");
        }

        if (state.Resource != resource)
            throw GraphErrorException.BadRequest("Badly formed token.", "Request_BadRequest");
        if (IsOld(call, state.IssuedAt)) return Gone(call, resource, new DeltaEnd(410, "syncStateNotFound"));
        var round = DeltaRound.After(world, state);
        call.Detail["since"] = state.Since;
        return Show(call, round, 0);
    }

    private static SimAnswer Continue(GraphCall call, string resource, string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        var (id, number) = dot < 0 ? (token, "") : (token[..dot], token[(dot + 1)..]);
        if (call.World.Deltas.EndOf(id) is { } end) return Gone(call, resource, end);
        if (call.World.Deltas.FindRound(id) is not { } round || round.Resource != resource
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var page) || page >= round.Pages.Count)
            throw GraphErrorException.BadRequest("The specified page token value has expired and can no longer be included in your request.", "Directory_ExpiredPageToken");
        return IsOld(call, round.BegunAt) ? Gone(call, resource, new DeltaEnd(410, "syncStateNotFound")) : Show(call, round, page, id);
    }

    private static SimAnswer Show(GraphCall call, DeltaRound round, int number, string? id = null)
    {
        var projection = Projection.Of(Plain(round.Scope.Select), round.Resource == "users" ? "user" : "group");
        var page = round.Pages[number];
        var answer = new JsonObject { ["@odata.context"] = $"{call.Root}/$metadata#{round.Resource}" };
        if (number + 1 < round.Pages.Count)
        {
            id ??= call.World.Deltas.Keep(round);
            answer["@odata.nextLink"] = $"{call.Root}/{round.Resource}/delta?$skiptoken={id}.{(number + 1).ToString(CultureInfo.InvariantCulture)}";
        }
        else
        {
            var token = call.World.Deltas.Keep(new DeltaState(round.Resource, round.Until, round.Scope, call.World.Clock.Now));
            answer["@odata.deltaLink"] = $"{call.Root}/{round.Resource}/delta?$deltatoken={token}";
        }

        answer["value"] = new JsonArray([.. page.Select(entry => (JsonNode)ShowEntry(entry, projection))]);
        call.Detail["count"] = page.Count;
        call.Detail["until"] = round.Until;
        return SimAnswer.Ok(answer);
    }

    private static JsonObject ShowEntry(DeltaEntry entry, Projection projection)
    {
        if (!entry.Subject.IsLive)
        {
            return new JsonObject
            {
                ["id"] = entry.Subject.Id,
                ["@removed"] = new JsonObject { ["reason"] = entry.Subject.Life == Life.SoftlyDeleted ? "changed" : "deleted" },
            };
        }

        var shown = projection.Show(entry.Subject, withType: false);
        if (entry.Members.Count == 0 || entry.Subject is not DirectoryGroup group) return shown;
        shown["members@delta"] = new JsonArray([.. entry.Members.Select(member => (JsonNode)ShowMember(group, member))]);
        return shown;
    }

    /// <summary>What is true of a member now, so that the order in which changes are read does not matter.</summary>
    private static JsonObject ShowMember(DirectoryGroup group, DirectoryObject member)
    {
        var shown = new JsonObject { ["@odata.type"] = $"#microsoft.graph.{member.Kind}", ["id"] = member.Id };
        if (!group.Has(member)) shown["@removed"] = new JsonObject { ["reason"] = "deleted" };
        return shown;
    }

    private static DeltaScope Scope(GraphCall call, string resource)
    {
        var top = Paging.Top(call);
        if (top is not null && call.World.Options.DeltaRefusesTop) throw GraphErrorException.BadRequest("$top is not supported with delta.", "Request_UnsupportedQuery");
        var select = call.Option("select")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (resource == "users" && select?.Contains("members", StringComparer.Ordinal) == true)
            throw GraphErrorException.BadRequest("Could not find a property named 'members' on type 'microsoft.graph.user'.");
        return new DeltaScope(select is { Length: > 0 } ? select : null, ObjectFilter.IdsOf(call.Option("filter")), PreferredSize(call) ?? top);
    }

    /// <summary>The names that are properties: members are no property, and what is tracked besides the id.</summary>
    private static string? Plain(IReadOnlyList<string>? select)
    {
        if (select is null) return null;
        var names = select.Where(name => name != "members").ToList();
        return names.Count == 0 ? "id" : string.Join(',', names);
    }

    private static int? PreferredSize(GraphCall call)
    {
        var match = MaxPageSize().Match(call.Http.Request.Headers["Prefer"].ToString());
        return match.Success ? Math.Clamp(int.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture), 1, Paging.MostOnAPage) : null;
    }

    private static bool IsOld(GraphCall call, DateTimeOffset issuedAt) => call.World.Clock.Now - issuedAt > TimeSpan.FromDays(call.World.Options.DeltaTokenDays);

    /// <summary>Whoever gets this has to read everything again, from where Location points.</summary>
    private static SimAnswer Gone(GraphCall call, string resource, DeltaEnd end) => SimAnswer.Error(
        end.Status,
        end.Code,
        "The sync state generation is not found. The delta token is expired and data must be synchronized again.",
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Location"] = $"{call.Root}/{resource}/delta?$deltatoken=" });

    [GeneratedRegex(@"odata\.maxpagesize\s*=\s*(?<size>\d{1,6})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MaxPageSize();
}
