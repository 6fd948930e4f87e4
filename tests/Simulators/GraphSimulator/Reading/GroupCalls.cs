using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;

namespace Seatkeeper.GraphSimulator.Reading;

/// <summary>Groups as lists and one by one.</summary>
internal static class GroupCalls
{
    public static SimAnswer List(GraphCall call)
    {
        var projection = Projection.Of(call.Option("select"), "group");
        var filter = ObjectFilter.Of(call.Option("filter"));
        return Paging.Page(call, "groups", call.World.Tenant.Groups, group => group.IsLive && filter(group), group => projection.Show(group, withType: false));
    }

    public static SimAnswer Get(GraphCall call)
    {
        var projection = Projection.Of(call.Option("select"), "group");
        if (call.World.Tenant.FindGroup(call.Id) is not { IsLive: true } group) return SimAnswer.NoSuchObject(call.Id);
        var shown = projection.Show(group, withType: false);
        shown.Insert(0, "@odata.context", JsonValue.Create($"{call.Root}/$metadata#groups/$entity"));
        return SimAnswer.Ok(shown);
    }
}
