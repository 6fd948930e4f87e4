using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.NotificationTargets;
using Seatkeeper.Functions.Secrets;

namespace Seatkeeper.Functions.Notifications;

/// <summary>What came of one call.</summary>
/// <param name="Status">The HTTP status, or null where there was no answer.</param>
/// <param name="Failure">Why it failed, in a few words; null where the receiver took it.</param>
/// <param name="RetryAfter">How long the receiver asked to be left alone.</param>
public sealed record CallOutcome(int? Status, string? Failure = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the receiver took it.</summary>
    public bool Delivered => Failure is null;

    /// <summary>Whether the receiver wants nothing more, ever.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>Signs and sends one notification.</summary>
public sealed partial class WebhookSender(
    WebhookConnections connections, ISecretStore secrets, TimeProvider clock, IOptions<NotificationOptions> options, ILogger<WebhookSender> logger)
{
    /// <summary>The secret that a target's calls are signed with, or null where it is gone.</summary>
    public Task<string?> SecretOfAsync(NotificationTarget target, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        return secrets.RecallAsync(target.SecretName, cancel);
    }

    /// <summary>Makes one call. Every trouble of the receiver or of the way to it is an outcome.</summary>
    public async Task<CallOutcome> SendAsync(NotificationTarget target, string? secret, Delivery delivery, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(delivery);
        if (secret is null)
            return new CallOutcome(null, "the target's secret is gone: add the target anew");
        // The rules of an address may have become stricter since it was added.
        if (connections.Addresses.BrokenRule(target.Url) is not null)
            return new CallOutcome(null, "the address is not allowed any more");
        using var limit = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var call = CallOf(target, secret, delivery);
        try
        {
            using var answer = await connections.SendAsync(call, either.Token);
            return OutcomeOf(answer);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new CallOutcome(null, $"no answer within {options.Value.Timeout.TotalSeconds:0.#} seconds");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Broad, because whatever is wrong with one call is its outcome, and must not keep the next one from being made.
            LogNotMade(delivery.Id, target.Host, e.GetBaseException().GetType().Name, e.GetBaseException().Message);
            return new CallOutcome(null, Reason(e));
        }
    }

    private HttpRequestMessage CallOf(NotificationTarget target, string secret, Delivery delivery)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Body);
        // The time of this try, not of the event: a receiver may refuse what is old, and a late try is not.
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        var call = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
        call.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        call.Headers.UserAgent.ParseAdd("Seatkeeper/1");
        call.Headers.Add("Seatkeeper-Event", delivery.Event);
        call.Headers.Add("Seatkeeper-Delivery", delivery.Id);
        call.Headers.Add("Seatkeeper-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        call.Headers.Add("Seatkeeper-Signature", WebhookSignature.Of(secret, timestamp, body));
        return call;
    }

    private CallOutcome OutcomeOf(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode)
            return new CallOutcome(status);
        var retryAfter = answer.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date - clock.GetUtcNow()) : null;
        return new CallOutcome(status, status is >= 300 and < 400 ? $"answered {status}, and redirects are not followed" : $"answered {status}", retryAfter);
    }

    // Nothing of the way there is quoted: it may name hosts and addresses that the target's Owners have nothing to do with.
    private static string Reason(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ForbiddenHostException:
                    return "the host leads into a private network, which is not allowed";
                case AuthenticationException:
                    return "its TLS certificate was not accepted";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return "the host was not found";
            }
        }
        return "it could not be reached";
    }

    [LoggerMessage(LogLevel.Information, "Delivery {DeliveryId} got no answer from {Host}: {Trouble}, {Message}")]
    private partial void LogNotMade(string deliveryId, string host, string trouble, string message);
}
