using Azure;
using Azure.Identity;
using Grpc.Core;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Tests.Tasks;

public sealed class RetryPoliciesTests
{
    private static TaskFailureDetails Failure(string type, string message, TaskFailureDetails? inner = null) => new(type, message, null, inner, null);

    [Fact]
    public void The_apps_own_transient_exception_is_tried_again_also_as_a_cause() => Assert.Multiple(
        () => Assert.True(RetryPolicies.IsTransient(TaskFailureDetails.FromException(new TransientException("busy")))),
        () => Assert.True(RetryPolicies.IsTransient(TaskFailureDetails.FromException(new InvalidOperationException("x", new TransientException("busy"))))));

    [Fact]
    public void A_bug_is_not_tried_again() => Assert.Multiple(
        () => Assert.False(RetryPolicies.IsTransient(TaskFailureDetails.FromException(new InvalidOperationException("bug")))),
        () => Assert.False(RetryPolicies.IsTransient(Failure("Some.Other.NotATransientExceptionAtAll", "x"))));

    [Theory]
    [InlineData(0)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void Storage_that_is_away_or_busy_is_tried_again(int status) =>
        Assert.True(RetryPolicies.IsTransient(TaskFailureDetails.FromException(new AggregateException("Retry failed after 4 tries.", FromStorage(status)))));

    [Fact]
    public void Storage_that_hangs_is_away_and_no_mistake_of_our_own()
    {
        var once = new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout of 0:01:40.");
        var cut = new AggregateException("Retry failed after 4 tries.", new IOException("The connection broke."), new IOException("The connection broke."));
        foreach (var hung in new Exception[] { once, cut, new AggregateException("Retry failed after 4 tries. Retry settings can be adjusted.", once, FromStorage(0)) })
        {
            var details = TaskFailureDetails.FromException(hung);
            Assert.True(RetryPolicies.IsTransient(details));
            Assert.Equal(FailureKind.StorageUnavailable, RetryPolicies.FailureOf(details).Kind);
            Assert.True(StorageTrouble.IsAway(hung));
        }

        Assert.False(StorageTrouble.IsAway(new TaskCanceledException("somebody hung up")));
        Assert.False(StorageTrouble.IsAway(new AggregateException(FromStorage(412))));
    }

    [Fact]
    public void An_identity_that_had_no_token_for_storage_passes_and_is_no_bug()
    {
        foreach (var hiccup in new[] { new AuthenticationFailedException("throttled"), new CredentialUnavailableException("no answer") })
        {
            var details = TaskFailureDetails.FromException(new InvalidOperationException("around", hiccup));
            Assert.True(RetryPolicies.IsTransient(details));
            Assert.Equal(FailureKind.StorageUnavailable, RetryPolicies.FailureOf(details).Kind);
        }

        Assert.Equal(FailureKind.StorageUnavailable, RetryPolicies.FailureOf(TaskFailureDetails.FromException(FromStorage(503))).Kind);
        Assert.All(
            new[] { TaskFailureDetails.FromException(FromStorage(412)), TaskFailureDetails.FromException(new InvalidOperationException("bug")), null },
            details => Assert.Equal(FailureKind.Unexpected, RetryPolicies.FailureOf(details).Kind));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(412)]
    public void An_answer_of_storage_is_none_that_passes(int status) => Assert.False(RetryPolicies.IsTransient(TaskFailureDetails.FromException(FromStorage(status))));

    [Theory]
    [InlineData(StatusCode.Unavailable, true)]
    [InlineData(StatusCode.Unknown, true)]
    [InlineData(StatusCode.Internal, true)]
    [InlineData(StatusCode.DeadlineExceeded, true)]
    [InlineData(StatusCode.ResourceExhausted, true)]
    [InlineData(StatusCode.InvalidArgument, false)]
    [InlineData(StatusCode.NotFound, false)]
    [InlineData(StatusCode.FailedPrecondition, false)]
    [InlineData(StatusCode.Unimplemented, false)]
    public void A_host_that_was_away_or_busy_for_the_durable_client_is_asked_again_and_one_that_says_no_is_not(StatusCode status, bool passes)
    {
        var call = new RpcException(new Status(status, "Error starting gRPC call.", new HttpRequestException("Connection refused")));

        Assert.Equal(passes, RetryPolicies.IsTransient(TaskFailureDetails.FromException(call)));
        Assert.Equal(passes, RetryPolicies.IsTransient(TaskFailureDetails.FromException(new InvalidOperationException("around", call))));
    }

    // The host has an exception of the same name, around whatever a function of the worker threw.
    [Fact]
    public void A_bug_that_the_host_tells_of_is_no_call_that_failed() => Assert.False(RetryPolicies.IsTransient(
        Failure("Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException", "Result: Failure\nException: System.InvalidOperationException: bug")));

    // As the durable extension records it: the exception of the host around the one that tells of the process.
    [Theory]
    [InlineData("Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException", "dotnet exited with code 137 (0x89)")]
    [InlineData("LocalHost.Workers.WorkerProcessExitException", "The worker closed its stream.")]
    [InlineData("System.Threading.Tasks.TaskCanceledException", "A task was canceled.")]
    public void A_worker_that_died_is_tried_again(string type, string message) =>
        Assert.True(RetryPolicies.IsTransient(Failure("Microsoft.Azure.WebJobs.Host.FunctionInvocationException", "Exception while executing function: Functions.X", Failure(type, message))));

    // The host kills a worker whose function ran too long; doing the same again would take as long again.
    [Fact]
    public void A_function_that_ran_too_long_is_not_tried_again() => Assert.False(RetryPolicies.IsTransient(Failure(
        "Microsoft.Azure.WebJobs.Host.FunctionInvocationException", "Exception while executing function: Functions.X",
        Failure("Microsoft.Azure.WebJobs.Host.FunctionTimeoutException", "Timeout value of 00:30:00 exceeded"))));

    [Fact]
    public void An_activity_that_was_cancelled_by_its_own_is_no_worker_that_died() =>
        Assert.False(RetryPolicies.IsTransient(TaskFailureDetails.FromException(new TaskCanceledException())));

    private static RequestFailedException FromStorage(int status) =>
        status == 0 ? new RequestFailedException("Connection refused (127.0.0.1:10002)") : new RequestFailedException(status, $"Service request failed.\nStatus: {status} (Whatever)\n", "Code", null);
}
