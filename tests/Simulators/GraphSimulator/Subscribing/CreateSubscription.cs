using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Notifying;

namespace Seatkeeper.GraphSimulator.Subscribing;

/// <summary>Makes a subscription, once every address of it has proved that it listens.</summary>
internal static class CreateSubscription
{
    private const string Failed = "Subscription validation request failed.";

    public static async Task<SimAnswer> HandleAsync(GraphCall call)
    {
        if (call.Json() is not { } body) throw GraphErrorException.BadRequest("Unable to read JSON request payload.", "BadRequest");
        Subscription subscription;
        lock (call.World.Gate) subscription = SubscriptionRules.Read(call, body);
        await ValidateAsync(call, subscription.NotificationUrl);
        if (subscription.LifecycleNotificationUrl is { } lifecycle) await ValidateAsync(call, lifecycle);
        lock (call.World.Gate)
        {
            call.World.Subscriptions.Add(subscription);
            SubscriptionCalls.Note(call, "created", subscription);
            return new SimAnswer(201) { Json = SubscriptionCalls.Entity(call, subscription, withState: true) };
        }
    }

    /// <summary>Posts a token to the address, which has to send it back as plain text.</summary>
    private static async Task ValidateAsync(GraphCall call, string url)
    {
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {call.RequestId} {RandomNumberGenerator.GetHexString(8)} +&%";
        var address = $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}validationToken={Uri.EscapeDataString(token)}";
        var started = Stopwatch.GetTimestamp();
        int? status = null;
        string? problem;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(call.Http.RequestAborted);
            limit.CancelAfter(call.World.Options.ValidationTimeoutMs);
            using var content = new StringContent("", Encoding.UTF8, "text/plain");
            using var answer = await NotificationClient.Instance.PostAsync(new Uri(address), content, limit.Token);
            status = (int)answer.StatusCode;
            problem = await ProblemOfAsync(answer, token, limit.Token);
        }
        catch (OperationCanceledException) when (!call.Http.RequestAborted.IsCancellationRequested)
        {
            problem = "Subscription validation request timed out.";
        }
        catch (HttpRequestException)
        {
            problem = $"{Failed} Notification endpoint could not be reached.";
        }

        call.World.Note(new JournalEntry
        {
            Kind = JournalKind.Validation,
            Name = problem is null ? "validated" : "refused",
            Target = url,
            Status = status,
            Milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            Detail = new JsonObject { ["problem"] = problem },
        });
        if (problem is not null) throw GraphErrorException.BadRequest(problem, "ValidationError");
    }

    private static async Task<string?> ProblemOfAsync(HttpResponseMessage answer, string token, CancellationToken cancel)
    {
        if (answer.StatusCode != System.Net.HttpStatusCode.OK) return $"{Failed} Notification endpoint must respond with 200 OK to validation request.";
        if (answer.Content.Headers.ContentType?.MediaType != "text/plain") return $"{Failed} Response must have the content type text/plain.";
        return await answer.Content.ReadAsStringAsync(cancel) == token ? null : $"{Failed} Response must exactly match validationToken query parameter.";
    }
}
