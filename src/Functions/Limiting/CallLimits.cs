using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Scim;

namespace Seatkeeper.Functions.Limiting;

/// <summary>
/// How many calls one caller, and how many failed tries one address, may make in a while. Each instance counts for itself: it protects
/// itself and its storage, and is no quota.
/// </summary>
public sealed class CallLimits : IDisposable
{
    private const int MostKnown = 10_000;

    private static readonly TimeSpan knownFor = TimeSpan.FromMinutes(15);

    private readonly CallLimitOptions most;
    private readonly PartitionedRateLimiter<string> calls;
    private readonly PartitionedRateLimiter<string> failures;
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MostKnown });

    /// <summary>Makes the limits that the settings tell.</summary>
    public CallLimits(IOptions<CallLimitOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        most = options.Value;
        calls = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => Refilling(most)), StringComparer.Ordinal);
        failures = PartitionedRateLimiter.Create<string, string>(
            address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = most.FailedTries, Window = most.Window, QueueLimit = 0 }), StringComparer.Ordinal);
    }

    /// <summary>Finds the caller, unless their address tried too often, and counts the call.</summary>
    /// <param name="http">The call.</param>
    /// <param name="find">Finds the caller, or refuses.</param>
    /// <param name="idOf">The caller's id.</param>
    /// <exception cref="RefusedException">429, or what <paramref name="find"/> refuses.</exception>
    public async Task<T> AdmitAsync<T>(HttpContext http, Func<Task<T>> find, Func<T, string> idOf)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(idOf);
        // Whoever shows nothing tries nothing, and costs nothing.
        if (FingerprintOf(http.Request) is not { } sent)
            return await find();
        var address = AddressOf(http);
        // Whoever calls with what worked a moment ago is not held off by others at the same address.
        if (!known.TryGetValue(sent, out _))
            Acquire(failures, address, permits: 0, $"There were {most.FailedTries} failed tries from your address within {most.Window.TotalSeconds:0} seconds.");
        var caller = await FindAsync(find, sent, address);
        known.Set(sent, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = knownFor });
        Acquire(calls, idOf(caller), permits: 1, $"You made more calls than {most.Calls} in {most.Window.TotalSeconds:0} seconds.");
        return caller;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        calls.Dispose();
        failures.Dispose();
        known.Dispose();
    }

    private async Task<T> FindAsync<T>(Func<Task<T>> find, string sent, string address)
    {
        try
        {
            return await find();
        }
        catch (Exception e) when (IsNobody(e))
        {
            // What worked a moment ago and does no more is held off like what never did, or a program that was not told would use up its neighbours' tries.
            known.Remove(sent);
            using var counted = failures.AttemptAcquire(address);
            throw;
        }
    }

    private static bool IsNobody(Exception e) =>
        e is RefusedException { Refusal.Kind: RefusalKind.NotAuthenticated or RefusalKind.NotAllowed } or ScimException { Error.Status: StatusCodes.Status401Unauthorized };

    private static void Acquire(PartitionedRateLimiter<string> limiter, string key, int permits, string refusal)
    {
        using var lease = limiter.AttemptAcquire(key, permits);
        if (lease.IsAcquired)
            return;
        var pause = lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : TimeSpan.FromSeconds(1);
        throw new RefusedException(new Refusal(RefusalKind.TooManyRequests, refusal, RetryAfter: pause > TimeSpan.FromSeconds(1) ? pause : TimeSpan.FromSeconds(1)));
    }

    // All at once where somebody was silent, and from then on as fast as they come back: one by one, so that none is lost by rounding.
    internal static TokenBucketRateLimiterOptions Refilling(CallLimitOptions most) =>
        new() { TokenLimit = most.Calls, TokensPerPeriod = 1, ReplenishmentPeriod = most.Window / most.Calls, QueueLimit = 0 };

    private static string? FingerprintOf(HttpRequest request)
    {
        var sent = $"{request.Headers.Authorization}\n{request.Headers["X-Api-Key"]}";
        return sent.Length > 1 ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sent))) : null;
    }

    // The worker takes the last address of X-Forwarded-For, which the nearest proxy wrote, for the caller's, and takes it off the header. Behind
    // further proxies that is a proxy's own, the same for everybody, and the one to count by is that many places before it. What is left of
    // the header anybody can write. Of version 6 the network counts: one caller has all of it.
    private string AddressOf(HttpContext http)
    {
        if ((Beyond(http.Request.Headers["X-Forwarded-For"].ToString(), most.Proxies - 1) ?? http.Connection.RemoteIpAddress) is not { } address)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    // Null where fewer proxies told: then the nearest one's word counts, which nobody can make up.
    private static IPAddress? Beyond(string left, int proxies)
    {
        var told = proxies == 0 ? [] : left.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return proxies > 0 && told.Length >= proxies && IPEndPoint.TryParse(told[^proxies], out var address) ? address.Address : null;
    }
}
