using System.Security.Cryptography;
using System.Text;

namespace Seatkeeper.GraphSimulator.Worlds;

/// <summary>Ids that look like the cloud's and are the same in every world of the same seed.</summary>
internal static class SimIds
{
    public static string Of(int seed, string kind, long number) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{kind}/{number}")).AsSpan(0, 16)).ToString();
}
