using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Seatkeeper.AhrefsSimulator.Worlds;

/// <summary>All worlds of one server, found by host name or header.</summary>
public sealed class WorldStore(TimeProvider time)
{
    public const string DefaultWorld = "default";
    private const string HostPrefix = "w-";
    private const string HostSuffix = ".localhost";

    private readonly ConcurrentDictionary<string, SimWorld> worlds = new(StringComparer.OrdinalIgnoreCase);

    public SimWorld Create(WorldRecipe recipe, string? id = null)
    {
        var world = WorldFactory.Create(id ?? RandomNumberGenerator.GetHexString(10, lowercase: true), recipe, time);
        worlds[world.Id] = world;
        return world;
    }

    public SimWorld? Find(string id) => worlds.GetValueOrDefault(id);

    /// <summary>The world that a request is for: the host's own, or on a bare address the header's.</summary>
    public SimWorld? Find(HttpRequest request)
    {
        var host = request.Host.Host;
        if (host.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase) && host.EndsWith(HostSuffix, StringComparison.OrdinalIgnoreCase))
            return Find(host[HostPrefix.Length..^HostSuffix.Length]);
        return Find(request.Headers["X-Sim-World"].FirstOrDefault() ?? DefaultWorld);
    }

    /// <summary>The same world as first seeded; only the ids are new.</summary>
    public SimWorld Reset(SimWorld world)
    {
        var fresh = WorldFactory.Create(world.Id, world.Recipe, time, world.LastNumber);
        worlds[world.Id] = fresh;
        world.Faults.ReleaseAll();
        return fresh;
    }

    public bool Delete(string id)
    {
        if (!worlds.TryRemove(id, out var world)) return false;
        world.Faults.ReleaseAll();
        return true;
    }

    /// <summary>Where a browser finds the world.</summary>
    public static string AddressOf(SimWorld world, int port) =>
        world.Id == DefaultWorld ? $"http://localhost:{port}" : $"http://{HostPrefix}{world.Id}{HostSuffix}:{port}";
}
