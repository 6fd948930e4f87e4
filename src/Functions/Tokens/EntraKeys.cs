using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Tokens;

/// <summary>
/// The keys that the tenant's tokens are signed with, as the issuer publishes them. They change: a token with an unknown key makes the
/// app ask again, and however many such tokens come, only once in a while. The library's own cache is not used, because it fetches new
/// keys behind the back of the token that named one, and so refuses that token.
/// </summary>
public sealed partial class EntraKeys(IOptions<EntraOptions> options, TimeProvider clock, ILogger<EntraKeys> log) : IDisposable
{
    private const string IssuerOfKey = "issuer";
    private const int LargestAnswer = 1024 * 1024;

    private static readonly TimeSpan freshFor = TimeSpan.FromHours(12);
    private static readonly TimeSpan usableFor = TimeSpan.FromHours(36);
    private static readonly TimeSpan betweenTries = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = LargestAnswer };
    private readonly SemaphoreSlim fetching = new(1, 1);
    private volatile KeySet known = new([], FetchedAt: null);
    private volatile bool isAway;
    private long? triedAt;

    /// <summary>The keys that are known.</summary>
    /// <exception cref="AppFailureException"><c>DirectoryUnavailable</c>: the issuer does not answer, and what it said is too old.</exception>
    public async Task<IReadOnlyList<JsonWebKey>> GetAsync(CancellationToken cancel)
    {
        var keys = known;
        // While somebody asks already, what is known is good enough for the others.
        if (Age(keys) >= freshFor && !(Age(keys) < usableFor && fetching.CurrentCount == 0))
            keys = await FetchAsync(keys).WaitAsync(cancel);
        return Age(keys) < usableFor ? keys.Keys : throw Unavailable();
    }

    /// <summary>The keys, asked for again because a token names one that is not among those.</summary>
    /// <exception cref="AppFailureException"><c>DirectoryUnavailable</c>: the issuer does not answer, so nobody knows whether it has such a key.</exception>
    public async Task<IReadOnlyList<JsonWebKey>> GetAgainAsync(IReadOnlyList<JsonWebKey> seen, CancellationToken cancel)
    {
        var keys = known;
        if (ReferenceEquals(keys.Keys, seen))
            keys = await FetchAsync(keys).WaitAsync(cancel);
        return isAway ? throw Unavailable() : keys.Keys;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        http.Dispose();
        fetching.Dispose();
    }

    private static AppFailureException Unavailable() =>
        new(new Failure(FailureKind.DirectoryUnavailable, Detail: "The keys that access tokens are signed with could not be fetched.", RetryAfter: betweenTries));

    private TimeSpan Age(KeySet keys) => Since(keys.FetchedAt);

    // Not by the wall clock: set back, it would keep old keys in force, and new ones from being fetched.
    private TimeSpan Since(long? moment) => moment is { } at ? clock.GetElapsedTime(at) : TimeSpan.MaxValue;

    // Goes on where its caller hangs up: the others wait for it too.
    private async Task<KeySet> FetchAsync(KeySet seen)
    {
        await fetching.WaitAsync();
        try
        {
            if (!ReferenceEquals(known, seen) || Since(triedAt) < betweenTries)
                return known;
            triedAt = clock.GetTimestamp();
            var retriever = new HttpDocumentRetriever(http) { RequireHttps = new Uri(options.Value.Authority).Scheme == Uri.UriSchemeHttps };
            var metadata = await OpenIdConnectConfigurationRetriever.GetAsync($"{options.Value.Issuer}/.well-known/openid-configuration", retriever, CancellationToken.None);
            if (metadata.Issuer != options.Value.Issuer)
                throw new InvalidOperationException("The issuer names itself otherwise than Entra__Authority and Entra__TenantId do.");
            known = new KeySet([.. metadata.JsonWebKeySet.Keys.Where(IsOurs)], clock.GetTimestamp());
            isAway = false;
        }
        catch (Exception e)
        {
            // Broad, because whatever is wrong with the issuer, the keys that are known stay good for a while.
            isAway = true;
            NotFetched(log, e.GetBaseException().GetType().Name);
        }
        finally
        {
            fetching.Release();
        }

        return known;
    }

    // The issuer publishes keys of other tenants beside ours, and says whose each is.
    private bool IsOurs(JsonWebKey key) =>
        key is { Kty: "RSA", Kid.Length: > 0, Use: null or "" or "sig" }
        && (!key.AdditionalData.TryGetValue(IssuerOfKey, out var issuer) || issuer.ToString()?.Replace("{tenantid}", options.Value.TenantId, StringComparison.Ordinal) == options.Value.Issuer);

    [LoggerMessage(LogLevel.Warning, "The keys of access tokens could not be fetched: {Trouble}")]
    private static partial void NotFetched(ILogger log, string trouble);

    private sealed record KeySet(IReadOnlyList<JsonWebKey> Keys, long? FetchedAt);
}
