namespace LocalHost;

/// <summary>Where this host is reached, known once its ports are bound.</summary>
/// <param name="Public">HTTP functions, admin and webhooks.</param>
/// <param name="Rpc">The worker protocol.</param>
internal sealed record HostAddresses(Uri Public, Uri Rpc);
