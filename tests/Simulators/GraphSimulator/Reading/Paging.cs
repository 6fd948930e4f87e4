using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;

namespace Seatkeeper.GraphSimulator.Reading;

/// <summary>Lists in pages. A page goes on after the ordinal of the last object of the one before, so that nobody is skipped when somebody goes.</summary>
internal static class Paging
{
    public const int MostOnAPage = 999;

    /// <summary>The number of <c>$top</c>, or null where it is not there.</summary>
    public static int? Top(GraphCall call)
    {
        if (call.Option("top") is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top is > 0 and <= MostOnAPage
            ? top
            : throw GraphErrorException.BadRequest($"Invalid page size specified: '{text}'. Must be between 1 and {MostOnAPage} inclusive.", "Request_UnsupportedQuery");
    }

    /// <summary>One page of objects, with the link to the next one. The objects are in the order of their ordinals.</summary>
    public static SimAnswer Page<T>(GraphCall call, string context, IReadOnlyList<T> all, Func<T, bool> wanted, Func<T, JsonObject> show)
        where T : DirectoryObject
    {
        var size = Top(call) ?? call.World.Options.PageSize;
        var after = call.Option("skiptoken") is { } token ? Read(token) : 0;
        var value = new JsonArray();
        var last = after;
        var more = false;
        for (var i = FirstAfter(all, after); i < all.Count; i++)
        {
            if (!wanted(all[i])) continue;
            if (value.Count == size)
            {
                more = true;
                break;
            }

            value.Add((JsonNode)show(all[i]));
            last = all[i].Ordinal;
        }

        var answer = new JsonObject { ["@odata.context"] = $"{call.Root}/$metadata#{context}" };
        if (call.WantsCount && call.IsEventual && after == 0) answer["@odata.count"] = all.Count(wanted);
        if (more) answer["@odata.nextLink"] = NextLink(call, last);
        answer["value"] = value;
        call.Detail["count"] = value.Count;
        return SimAnswer.Ok(answer);
    }

    private static string NextLink(GraphCall call, long after)
    {
        var link = new StringBuilder(call.Root).Append(call.Http.Request.Path.Value?["/v1.0".Length..]).Append('?');
        foreach (var name in new[] { "$select", "$top", "$filter", "$count" })
        {
            if (call.Option(name[1..]) is { } value) link.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        }

        return link.Append("$skiptoken=").Append(Write(after)).ToString();
    }

    private static string Write(long after) => Convert.ToHexString(Encoding.ASCII.GetBytes($"after:{after}"));

    private static long Read(string token)
    {
        try
        {
            var text = Encoding.ASCII.GetString(Convert.FromHexString(token));
            if (text.StartsWith("after:", StringComparison.Ordinal) && long.TryParse(text.AsSpan("after:".Length), CultureInfo.InvariantCulture, out var after)) return after;
        }
        catch (FormatException)
        {
            // Not a token of ours: refused below like any other that means nothing.
        }

        throw GraphErrorException.BadRequest("The specified page token value has expired and can no longer be included in your request.", "Directory_ExpiredPageToken");
    }

    private static int FirstAfter<T>(IReadOnlyList<T> all, long ordinal)
        where T : DirectoryObject
    {
        int low = 0, high = all.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle].Ordinal <= ordinal) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
