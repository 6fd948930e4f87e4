using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Seatkeeper.GraphSimulator.Worlds;

/// <summary>All worlds of one server, found by path or header.</summary>
public sealed class WorldStore(TimeProvider time) : IDisposable
{
    public const string DefaultWorld = "default";
    internal const string PathItem = "world";

    private readonly ConcurrentDictionary<string, SimWorld> worlds = new(StringComparer.OrdinalIgnoreCase);

    public SimWorld Create(WorldRecipe recipe, string? id = null)
    {
        var world = WorldFactory.Create(id ?? RandomNumberGenerator.GetHexString(10, lowercase: true), recipe, time);
        worlds[world.Id] = world;
        return world;
    }

    public SimWorld? Find(string id) => worlds.GetValueOrDefault(id);

    /// <summary>The world that a request is for: the path's own, or the header's.</summary>
    public SimWorld? Find(HttpContext http) =>
        Find(http.Items[PathItem] as string ?? http.Request.Headers["X-Sim-World"].FirstOrDefault() ?? DefaultWorld);

    /// <summary>The same world as first seeded, with no subscription, token or fault.</summary>
    public SimWorld Reset(SimWorld world)
    {
        var fresh = WorldFactory.Create(world.Id, world.Recipe, time);
        worlds[world.Id] = fresh;
        world.Dispose();
        return fresh;
    }

    public bool Delete(string id)
    {
        if (!worlds.TryRemove(id, out var world)) return false;
        world.Dispose();
        return true;
    }

    /// <summary>The path below which a client finds the world.</summary>
    public static string PathOf(SimWorld world) => world.Id == DefaultWorld ? "" : $"/w/{world.Id}";

    public void Dispose()
    {
        foreach (var world in worlds.Values) world.Dispose();
        worlds.Clear();
    }
}
