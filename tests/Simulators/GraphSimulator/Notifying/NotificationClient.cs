using System.Net.Security;

namespace Seatkeeper.GraphSimulator.Notifying;

/// <summary>What calls the addresses of subscriptions. They are on the loopback, so any certificate will do; the time limit is each call's own.</summary>
internal static class NotificationClient
{
    public static readonly HttpClient Instance = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
