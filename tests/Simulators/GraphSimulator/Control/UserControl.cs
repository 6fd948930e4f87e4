using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Changing;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>What an administrator does to users. A user is named by id, principal name or mail.</summary>
internal static class UserControl
{
    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/users", async (HttpContext http) =>
        {
            var fields = await SimJson.Own.ReadAsync<UserFields>(http);
            return ControlPlane.InWorld(http, store, world => SimJson.Own.Answer(Show(TenantChanges.CreateUser(world, fields)), 201));
        });
        control.MapGet("/users/{reference}", (HttpContext http, string reference) =>
            ControlPlane.InWorld(http, store, world => SimJson.Own.Answer(Show(Find(world, reference)))));
        control.MapPatch("/users/{reference}", async (HttpContext http, string reference) =>
        {
            var patch = await SimJson.Own.ReadAsync<JsonObject>(http);
            return ControlPlane.InWorld(http, store, world => TenantChanges.Update(world, Find(world, reference), patch));
        });
        control.MapDelete("/users/{reference}", (HttpContext http, string reference, bool? forGood) =>
            ControlPlane.InWorld(http, store, world => TenantChanges.Delete(world, Find(world, reference), forGood == true)));
        control.MapPost("/users/{reference}/restore", (HttpContext http, string reference) =>
            ControlPlane.InWorld(http, store, world => TenantChanges.Restore(world, Find(world, reference))));
    }

    private static DirectoryUser Find(SimWorld world, string reference) =>
        world.Tenant.Find(reference) as DirectoryUser ?? throw new NotThereException($"No user is '{reference}'.");

    private static JsonObject Show(DirectoryUser user)
    {
        var shown = user.Properties.DeepClone().AsObject();
        shown["id"] = user.Id;
        shown["life"] = user.Life.ToString();
        shown["memberOf"] = new JsonArray([.. user.Parents.Select(group => (JsonNode)group.Id)]);
        return shown;
    }
}
