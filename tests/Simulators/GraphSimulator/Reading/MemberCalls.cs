using System.Globalization;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;

namespace Seatkeeper.GraphSimulator.Reading;

/// <summary>
/// Who is in a group, directly or by whatever way. Apps are counted, and listed by advanced queries alone ("service principals are not listed
/// as group members in v1.0", List group members).
/// </summary>
internal static class MemberCalls
{
    public static SimAnswer List(GraphCall call, bool transitive, string? cast)
    {
        if (call.World.Tenant.FindGroup(call.Id) is not { IsLive: true } group) return SimAnswer.NoSuchObject(call.Id);
        var filter = call.Option("filter");
        if ((cast is not null || filter is not null) && !(call.IsEventual && call.WantsCount)) return NeedsEventual();
        var wanted = ObjectFilter.Of(filter);
        var projection = Projection.Of(call.Option("select"), cast);
        return Paging.Page(
            call,
            cast is null ? "directoryObjects" : $"{cast}s",
            Members(call, group, transitive),
            member => (cast is null ? call.IsEventual || member.Kind != DirectoryApp.OfKind : member.Kind == cast) && wanted(member),
            member => projection.Show(member, withType: cast is null));
    }

    public static SimAnswer Count(GraphCall call, bool transitive, string? cast)
    {
        if (call.World.Tenant.FindGroup(call.Id) is not { IsLive: true } group) return SimAnswer.NoSuchObject(call.Id);
        return call.IsEventual
            ? SimAnswer.Plain(Members(call, group, transitive).Count(member => cast is null || member.Kind == cast).ToString(CultureInfo.InvariantCulture))
            : NeedsEventual();
    }

    private static IReadOnlyList<DirectoryObject> Members(GraphCall call, DirectoryGroup group, bool transitive) =>
        transitive ? call.World.Tenant.TransitiveMembers(group) : group.Listed;

    private static SimAnswer NeedsEventual() => SimAnswer.Error(
        400, "Request_UnsupportedQuery", "The query is not supported without the header 'ConsistencyLevel: eventual' and $count=true.");
}
