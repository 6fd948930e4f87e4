using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;
using Seatkeeper.Functions.Secrets;

namespace Seatkeeper.Functions.Graph;

/// <summary>
/// The connection to Microsoft Graph, by its own SDK. The SDK's own handler for retries is left out: it would wait inside of a call, and
/// whoever waits here holds a slot. What Graph asks to be tried later is told as a failure with its time.
/// </summary>
public sealed class GraphConnection : IDisposable
{
    private readonly GraphOptions options;
    private readonly TimeProvider clock;
    private readonly Lazy<GraphServiceClient> client;
    private HttpClient? http;

    /// <summary>Makes the connection; nothing is called before somebody asks for something.</summary>
    public GraphConnection(IOptions<GraphOptions> options, ISecretStore secrets, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Value;
        this.clock = clock;
        client = new Lazy<GraphServiceClient>(() => Connect(secrets));
    }

    /// <summary>Whether a tenant is connected.</summary>
    public bool IsConnected => options.IsConnected;

    /// <summary>The tenant's id, as ids are compared; empty where none is connected.</summary>
    public string TenantId => options.TenantId.ToLowerInvariant();

    /// <summary>Makes a call, and tells its trouble by type.</summary>
    internal Task<T> CallAsync<T>(string what, Func<GraphServiceClient, Task<T?>> call, CancellationToken cancel) where T : class =>
        GraphTrouble.RunAsync(what, () => call(client.Value), clock, tracks: false, cancel);

    /// <summary>Makes a call of change tracking.</summary>
    /// <exception cref="DeltaEndedException">Its token is too old; or a page of a round is.</exception>
    internal Task<T> TrackAsync<T>(string what, Func<GraphServiceClient, Task<T?>> call, CancellationToken cancel) where T : class =>
        GraphTrouble.RunAsync(what, () => call(client.Value), clock, tracks: true, cancel);

    /// <summary>A link that Graph gave, where it leads to the Graph that it came from: the token goes along with it.</summary>
    internal string Own(string link) => IsOwn(link) ? link : throw GraphTrouble.Away("Graph names a next page that is not its own.");

    /// <summary>The same for a link of change tracking, which is kept, and may be of the Graph that was connected before.</summary>
    /// <exception cref="DeltaEndedException">It does not lead there.</exception>
    internal string OwnKept(string link) => IsOwn(link) ? link : throw new DeltaEndedException(isOfPage: true);

    /// <summary>The address of a path of the connected Graph.</summary>
    internal string Below(string path) => options.Base.ToString().TrimEnd('/') + path;

    /// <inheritdoc />
    public void Dispose()
    {
        http?.Dispose();
        if (client.IsValueCreated) client.Value.Dispose();
    }

    private bool IsOwn(string link) => Uri.TryCreate(link, UriKind.Absolute, out var address) && options.Base.IsBaseOf(address);

    private GraphServiceClient Connect(ISecretStore secrets)
    {
        if (!options.IsConnected) throw new InvalidOperationException("No tenant is connected.");
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !options.IsLoopback,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { Timeout = options.Timeout };
        var tokens = new GraphTokens(GraphCredentials.Make(options, secrets, clock), options.Base);
        return new GraphServiceClient(http, new BaseBearerTokenAuthenticationProvider(tokens), new Uri(options.Base, "v1.0").ToString());
    }
}
