using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Graph;

/// <summary>Where Microsoft Graph is, and how to sign in there. Section <c>Graph</c>. Without a tenant there is no Graph, and everything else works.</summary>
public sealed class GraphOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Graph";

    private const string Version = "/v1.0";

    /// <summary>The tenant's id; empty where no tenant is connected.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>Microsoft Graph of the tenant's cloud; on development storage also a place on the loopback.</summary>
    public string BaseUrl { get; set; } = "https://graph.microsoft.com";

    /// <summary>The app registration; without a secret the managed identity of that id; empty for the system's own identity.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The name of the client secret in the secret store; empty where a managed identity signs in.</summary>
    public string ClientSecretName { get; set; } = "";

    /// <summary>The client secret itself; on development storage only.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Where Graph reaches this app from outside: its address, or that of <c>/api/v1/webhooks/graph</c>. Empty: no notifications, only the reconcile.</summary>
    public string NotificationUrl { get; set; } = "";

    /// <summary>For how long subscriptions are made; they are renewed at half of that. From 3 hours to the 29 days that Graph allows.</summary>
    public TimeSpan SubscriptionLife { get; set; } = TimeSpan.FromDays(6);

    /// <summary>How late a notification may be before its subscription counts as silent.</summary>
    public TimeSpan NotificationPatience { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>The longest that one call may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The most groups that are read at the same time.</summary>
    public int ReadsAtOnce { get; set; } = 4;

    internal bool IsConnected => TenantId.Length > 0;

    internal bool IsLoopback => Base.IsLoopback;

    internal Uri Base => new(Root(BaseUrl));

    internal bool HasNotifications => IsConnected && NotificationUrl.Length > 0;

    internal string Webhook
    {
        get
        {
            var url = NotificationUrl.TrimEnd('/');
            return new Uri(url).AbsolutePath == "/" ? $"{url}/api/v1/webhooks/graph" : url;
        }
    }

    // With the version, as Microsoft's own documentation gives it, or without.
    internal static string Root(string address)
    {
        var root = address.TrimEnd('/');
        return (root.EndsWith(Version, StringComparison.Ordinal) ? root[..^Version.Length] : root) + "/";
    }

    /// <inheritdoc />
    public override string ToString() => $"{nameof(GraphOptions)} {{ TenantId = {TenantId} }}";
}

/// <summary>A cloud that has a Graph of its own.</summary>
/// <param name="Host">Its Graph.</param>
/// <param name="Authority">Its Entra.</param>
internal sealed record GraphCloud(string Host, string Authority)
{
    public static IReadOnlyList<GraphCloud> All { get; } =
    [
        new("graph.microsoft.com", "https://login.microsoftonline.com/"),
        new("graph.microsoft.us", "https://login.microsoftonline.us/"),
        new("dod-graph.microsoft.us", "https://login.microsoftonline.us/"),
        new("microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn/"),
    ];

    public static GraphCloud? Of(Uri address) =>
        address is { Scheme: "https", IsDefaultPort: true, AbsolutePath: "/", UserInfo: "", Query: "", Fragment: "" } ? All.FirstOrDefault(cloud => cloud.Host == address.IdnHost) : null;
}

internal sealed class GraphOptionsCheck(IOptions<StorageOptions> storage) : IValidateOptions<GraphOptions>
{
    // Renewed at half of it, by a look every half hour: one that fails, or two, have to leave time for the next.
    private static readonly TimeSpan shortestSubscription = TimeSpan.FromHours(3);
    private static readonly TimeSpan longestSubscription = TimeSpan.FromMinutes(41_760);

    public ValidateOptionsResult Validate(string? name, GraphOptions options)
    {
        if (!options.IsConnected)
            return options.NotificationUrl.Length == 0 ? ValidateOptionsResult.Success : Fail("Graph__NotificationUrl is set and Graph__TenantId is not: name the tenant.");
        if (!Guid.TryParse(options.TenantId, out _))
            return Fail("Graph__TenantId must be the tenant's id, a GUID: notifications are held against it.");
        return FaultOf(options) is { } fault ? Fail(fault) : ValidateOptionsResult.Success;
    }

    private string? FaultOf(GraphOptions options)
    {
        var isDevelopment = storage.Value.IsDevelopment;
        if (!Uri.TryCreate(GraphOptions.Root(options.BaseUrl), UriKind.Absolute, out var address) || (GraphCloud.Of(address) is null && !(isDevelopment && IsLocal(address))))
            return $"Graph__BaseUrl must be https:// and one of {string.Join(", ", GraphCloud.All.Select(cloud => cloud.Host))}; the loopback is for development storage only.";
        if (options.ClientSecret.Length > 0 && !isDevelopment)
            return "Graph__ClientSecret is for development storage only: put the secret into the secret store, and its name into Graph__ClientSecretName; or use a managed identity.";
        if (options.ClientSecret.Length > 0 && options.ClientSecretName.Length > 0)
            return "Graph__ClientSecret and Graph__ClientSecretName are both set; one of them is the secret.";
        if (options.ClientSecret.Length + options.ClientSecretName.Length > 0 && options.ClientId.Length == 0)
            return "Graph__ClientId is not set: a client secret belongs to an app registration.";
        if (address.IsLoopback && options.ClientSecret.Length + options.ClientSecretName.Length == 0)
            return "Graph__BaseUrl is on the loopback, where there is no managed identity: set Graph__ClientId and Graph__ClientSecret.";
        if (options.NotificationUrl.Length > 0 && !IsNotificationUrl(options.NotificationUrl, isDevelopment))
            return "Graph__NotificationUrl must be an https:// address without query; http on the loopback is for development storage only.";
        return options.SubscriptionLife < shortestSubscription || options.SubscriptionLife > longestSubscription || options.NotificationPatience < TimeSpan.Zero
            || options.Timeout <= TimeSpan.Zero || options.ReadsAtOnce is < 1 or > 20
            ? "Graph__SubscriptionLife must be from 03:00:00 to 29.00:00:00, Graph__ReadsAtOnce from 1 to 20, and the other times of the section Graph positive."
            : null;
    }

    private static bool IsLocal(Uri address) => address is { IsLoopback: true, Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };

    private static bool IsNotificationUrl(string text, bool isDevelopment) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { UserInfo: "", Query: "", Fragment: "" } && (address.Scheme == "https" || (isDevelopment && IsLocal(address)));

    private static ValidateOptionsResult Fail(string message) => ValidateOptionsResult.Fail(message);
}
