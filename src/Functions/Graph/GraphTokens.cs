using Azure.Core;
using Microsoft.Kiota.Abstractions.Authentication;

namespace Seatkeeper.Functions.Graph;

/// <summary>Gives the client its tokens, for the connected Graph and for no other place.</summary>
internal sealed class GraphTokens(TokenCredential credential, Uri graph) : IAccessTokenProvider
{
    private readonly TokenRequestContext request = new([new Uri(graph, ".default").ToString()]);

    public AllowedHostsValidator AllowedHostsValidator { get; } = new([graph.Host]);

    public async Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
        graph.IsBaseOf(uri) ? (await credential.GetTokenAsync(request, cancellationToken)).Token : "";
}
