using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;

namespace Seatkeeper.GraphSimulator.Reading;

/// <summary>Users as lists and one by one.</summary>
internal static class UserCalls
{
    public static SimAnswer List(GraphCall call)
    {
        var projection = Projection.Of(call.Option("select"), "user");
        var filter = ObjectFilter.Of(call.Option("filter"));
        return Paging.Page(call, "users", call.World.Tenant.Users, user => user.IsLive && filter(user), user => projection.Show(user, withType: false));
    }

    public static SimAnswer Get(GraphCall call)
    {
        var projection = Projection.Of(call.Option("select"), "user");
        if (call.World.Tenant.FindUser(call.Id) is not { IsLive: true } user) return SimAnswer.NoSuchObject(call.Id);
        var shown = projection.Show(user, withType: false);
        shown.Insert(0, "@odata.context", JsonValue.Create($"{call.Root}/$metadata#users/$entity"));
        return SimAnswer.Ok(shown);
    }
}
