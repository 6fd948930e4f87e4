using System.Text.RegularExpressions;
using Azure.Identity;
using Grpc.Core;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tasks;

/// <summary>When activities are tried again. Orchestrators take no services, so the settings are the process's own.</summary>
public static partial class RetryPolicies
{
    /// <summary>How every activity is called: trouble that passes and a worker that died are tried again, a bug never is.</summary>
    public static TaskOptions Activity { get; private set; } = Make(new RetryOptions());

    /// <summary>Sets the backoff; once, when the process starts.</summary>
    public static void Use(RetryOptions options) => Activity = Make(options);

    /// <summary>Whether a recorded failure of an activity passes by itself.</summary>
    public static bool IsTransient(TaskFailureDetails failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerFailure)
            if (Is(cause, nameof(TransientException)) || IsWorkerDeath(cause) || IsEngineHiccup(cause) || IsStorageHiccup(cause))
                return true;
        return false;
    }

    /// <summary>What a task ends with whose step failed as often as it was tried: storage that stayed away is no bug.</summary>
    public static Failure FailureOf(TaskFailureDetails? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerFailure)
            if (IsStorageHiccup(cause))
                return new Failure(FailureKind.StorageUnavailable);
        return new Failure(FailureKind.Unexpected);
    }

    private static TaskOptions Make(RetryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return TaskOptions.FromRetryPolicy(new RetryPolicy(options.Attempts, options.FirstInterval, options.Backoff, options.LongestInterval)
        {
            HandleFailure = IsTransient,
        });
    }

    // The durable extension records a worker's death as the failure of the activity: a FunctionInvocationException around the host's
    // own WorkerProcessExitException, or around the cancelled call where the channel was torn down first. Both are the host's types,
    // not ours, so they are known by name.
    private static bool IsWorkerDeath(TaskFailureDetails cause) =>
        Is(cause, "WorkerProcessExitException")
        || (Is(cause, "FunctionInvocationException") && cause.InnerFailure is { } inner && (Is(inner, "TaskCanceledException") || Is(inner, "OperationCanceledException")))
        || cause.ErrorMessage.Contains("Did not find any initialized language workers", StringComparison.Ordinal);

    // What the durable client heard of a host that was away or busy. Whatever it starts or asks has an id, so that twice is once.
    private static bool IsEngineHiccup(TaskFailureDetails cause) =>
        Is(cause, nameof(RpcException))
        && CallStatus().Match(cause.ErrorMessage).Groups["code"].Value is "Unavailable" or "Unknown" or "Internal" or "DeadlineExceeded" or "ResourceExhausted";

    // What the storage client could not mend by its own retries, and an identity that had no token for it. A conflict or a missing row is an
    // answer, not a hiccup.
    private static bool IsStorageHiccup(TaskFailureDetails cause)
    {
        if (Is(cause, nameof(AuthenticationFailedException)) || Is(cause, nameof(CredentialUnavailableException)))
            return true;
        // An answer ends the client's tries: who used them up got none, or each time one that says "later".
        if (Is(cause, nameof(AggregateException)) && cause.ErrorMessage.StartsWith("Retry failed after ", StringComparison.Ordinal))
            return true;
        if (Is(cause, nameof(TaskCanceledException)) && cause.ErrorMessage.Contains(StorageTrouble.TimedOut, StringComparison.Ordinal))
            return true;
        if (!Is(cause, "RequestFailedException"))
            return false;
        var status = StatusLine().Match(cause.ErrorMessage);
        return !status.Success || status.Groups["code"].Value is "0" or "408" or "429" or "500" or "502" or "503" or "504";
    }

    private static bool Is(TaskFailureDetails cause, string typeName) =>
        cause.ErrorType.AsSpan()[(cause.ErrorType.LastIndexOf('.') + 1)..].SequenceEqual(typeName);

    [GeneratedRegex(@"^Status: (?<code>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"^Status\(StatusCode=""(?<code>[A-Za-z]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CallStatus();
}

/// <summary>How often, and how far apart, an activity is tried. Section <c>Retries</c>.</summary>
public sealed class RetryOptions
{
    /// <summary>Tries, the first one counted.</summary>
    public int Attempts { get; set; } = 8;

    /// <summary>The wait before the second try.</summary>
    public TimeSpan FirstInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What each wait is multiplied by.</summary>
    public double Backoff { get; set; } = 2;

    /// <summary>The longest wait.</summary>
    public TimeSpan LongestInterval { get; set; } = TimeSpan.FromMinutes(2);
}
