using System.Security.Cryptography;
using System.Text;

namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>The cookie of the bot protection: it is good only in the browser that it was given to.</summary>
internal static class Clearance
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public static bool Holds(SimCall call) => call.Cookie(Cookies.Clearance) is not { } shown || shown == For(call);

    public static string For(SimCall call)
    {
        var headers = call.Http.Request.Headers;
        var visitor = $"{call.World.ClearanceSeed}\n{headers.UserAgent}\n{headers.AcceptLanguage}\n{headers["Sec-CH-UA-Platform"]}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(visitor)))[..32];
    }
}
