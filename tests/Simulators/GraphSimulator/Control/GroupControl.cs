using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Changing;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>What an administrator does to groups, and the apps that are in them. A group is named by id or display name.</summary>
internal static class GroupControl
{
    private sealed record Members
    {
        public IReadOnlyList<string> Add { get; init; } = [];
        public IReadOnlyList<string> Remove { get; init; } = [];
    }

    private sealed record AppFields
    {
        public required string DisplayName { get; init; }
    }

    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/apps", async (HttpContext http) =>
        {
            var fields = await SimJson.Own.ReadAsync<AppFields>(http);
            return ControlPlane.InWorld(http, store, world =>
            {
                var app = world.Tenant.AddApp(SimIds.Of(world.Recipe.Seed, "app", world.Tenant.NextOrdinal), fields.DisplayName);
                return SimJson.Own.Answer(new JsonObject { ["id"] = app.Id, ["displayName"] = app.DisplayName }, 201);
            });
        });
        control.MapPost("/groups", async (HttpContext http) =>
        {
            var fields = await SimJson.Own.ReadAsync<GroupFields>(http);
            return ControlPlane.InWorld(http, store, world => SimJson.Own.Answer(Show(TenantChanges.CreateGroup(world, fields)), 201));
        });
        control.MapGet("/groups/{reference}", (HttpContext http, string reference) =>
            ControlPlane.InWorld(http, store, world => SimJson.Own.Answer(Show(Find(world, reference)))));
        control.MapPatch("/groups/{reference}", async (HttpContext http, string reference) =>
        {
            var patch = await SimJson.Own.ReadAsync<JsonObject>(http);
            return ControlPlane.InWorld(http, store, world => TenantChanges.Update(world, Find(world, reference), patch));
        });
        control.MapDelete("/groups/{reference}", (HttpContext http, string reference, bool? forGood) =>
            ControlPlane.InWorld(http, store, world => TenantChanges.Delete(world, Find(world, reference), forGood == true)));
        control.MapPost("/groups/{reference}/restore", (HttpContext http, string reference) =>
            ControlPlane.InWorld(http, store, world => TenantChanges.Restore(world, Find(world, reference))));
        control.MapPost("/groups/{reference}/members", async (HttpContext http, string reference) =>
        {
            var members = await SimJson.Own.ReadAsync<Members>(http);
            return ControlPlane.InWorld(http, store, world =>
                TenantChanges.ChangeMembers(world, Find(world, reference), members.Add.Select(m => Member(world, m)).ToList(), members.Remove.Select(m => Member(world, m)).ToList()));
        });
    }

    private static DirectoryGroup Find(SimWorld world, string reference) =>
        world.Tenant.Find(reference) as DirectoryGroup ?? throw new NotThereException($"No group is '{reference}'.");

    private static DirectoryObject Member(SimWorld world, string reference) =>
        world.Tenant.Find(reference) is { IsLive: true } member ? member : throw new NotThereException($"Nobody is '{reference}'.");

    private static JsonObject Show(DirectoryGroup group)
    {
        var shown = group.Properties.DeepClone().AsObject();
        shown["id"] = group.Id;
        shown["life"] = group.Life.ToString();
        shown["members"] = new JsonArray([.. group.Listed.Select(member => (JsonNode)new JsonObject { ["id"] = member.Id, ["type"] = member.Kind, ["displayName"] = member.DisplayName })]);
        return shown;
    }
}
