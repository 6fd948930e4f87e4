using System.Diagnostics;
using System.Net;
using System.Text;

namespace LocalHost.Web;

/// <summary>Carries requests to the worker's HTTP server, which tells its address a moment before it listens there.</summary>
internal sealed class WorkerHttpHandler() : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false,
    AutomaticDecompression = DecompressionMethods.None,
    UseCookies = false,
    UseProxy = false,
    ActivityHeadersPropagator = null,
    // As they were read: a header that is not ASCII is the app's to refuse.
    RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
})
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError && Stopwatch.GetElapsedTime(begun) < Patience)
            {
                // Nothing of the request was sent yet, so it may be sent again.
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
