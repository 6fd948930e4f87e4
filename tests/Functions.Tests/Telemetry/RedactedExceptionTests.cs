using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Graph.Models.ODataErrors;
using Moq;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>What is told in an exception's place, and what the Functions host is told of a function that failed.</summary>
public sealed class RedactedExceptionTests
{
    private const string Address = "ann@corp.test";
    private const string TaskId = "0f8fad5bd9cb469fa16570867728950e-check-1";

    [Fact]
    public void One_that_tells_nothing_is_told_as_it_is()
    {
        var failed = Thrown(new AppFailureException(new Failure(FailureKind.SiteUnavailable, Detail: $"{TaskId} got no answer"), new TimeoutException("The operation has timed out.")));

        Assert.Same(failed, RedactedException.Of(failed));
    }

    [Fact]
    public void Ours_keeps_type_text_and_stack_and_only_what_a_library_said_below_it_is_redacted()
    {
        var refused = Thrown(new HttpRequestException(HttpRequestError.NameResolutionError, $"{Address} was refused", inner: null));
        var failed = Thrown(new AppFailureException(new Failure(FailureKind.SiteUnavailable, Detail: $"{TaskId} got no answer"), refused));

        var told = Assert.IsType<AppFailureException>(RedactedException.Of(failed));

        Assert.Equal((failed.Message, failed.StackTrace), (told.Message, told.StackTrace));
        Assert.Equal(new StackTrace(failed).ToString(), new StackTrace(told).ToString());
        var cause = Assert.IsType<HttpRequestException>(told.InnerException);
        Assert.Equal(("(address) was refused", refused.StackTrace), (cause.Message, cause.StackTrace));
        Assert.DoesNotContain(Address, told.ToString(), StringComparison.Ordinal);
        // Whoever catches it goes on with what was thrown.
        Assert.Equal((refused, $"{Address} was refused"), (failed.InnerException, refused.Message));
    }

    [Fact]
    public void One_that_makes_up_its_text_itself_is_told_with_its_type_in_front_and_its_stack()
    {
        var error = Thrown(new ODataError { Error = new MainError { Code = "Request_ResourceNotFound", Message = $"Resource '{Address}' does not exist." } });

        var told = RedactedException.Of(error);

        Assert.Equal("Microsoft.Graph.Models.ODataErrors.ODataError: Resource '(address)' does not exist.", told.Message);
        Assert.Equal(error.StackTrace, told.StackTrace);
        Assert.Equal(new StackTrace(error).ToString(), new StackTrace(told).ToString());
        Assert.DoesNotContain(Address, told.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_causes_none_tells_anything()
    {
        var told = RedactedException.Of(new AggregateException("All failed.", new TimeoutException("late"), Bad("any")));

        Assert.DoesNotContain(Address, told.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("System.AggregateException: All failed. (late) ((address) is no name", told.Message, StringComparison.Ordinal);
        Assert.Equal("(address) is no name (Parameter 'name')", RedactedException.Of(Bad("any")).Message);
    }

    [Fact]
    public async Task A_function_ends_with_what_may_be_told_and_with_the_very_thing_where_that_may()
    {
        var known = new TransientException("busy");

        Assert.Equal("(address) failed", (await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync("timerTrigger", new InvalidOperationException($"{Address} failed")))).Message);
        Assert.Same(known, await Assert.ThrowsAsync<TransientException>(() => RunAsync("activityTrigger", known)));
    }

    [Fact]
    public async Task What_an_activity_failed_with_stays_readable_for_the_engine()
    {
        var serialized = Serialized(Thrown(new TransientException($"{TaskId} is busy", new IOException($"Cookie: a=1\n{Address} says \"no\""))));

        var told = await Assert.ThrowsAnyAsync<Exception>(() => RunAsync("activityTrigger", serialized));

        Assert.Equal(serialized.GetType(), told.GetType());
        var details = JsonDocument.Parse(told.ToString()).RootElement;
        Assert.Equal((typeof(TransientException).FullName, $"{TaskId} is busy"), (details.GetProperty("errorType").GetString(), details.GetProperty("errorMessage").GetString()));
        Assert.Equal("Cookie: (redacted)\n(address) says \"no\"", details.GetProperty("innerFailure").GetProperty("errorMessage").GetString());
        Assert.Contains(nameof(Thrown), details.GetProperty("stackTrace").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_orchestrator_is_passed_unawaited()
    {
        var never = new TaskCompletionSource().Task;

        Assert.Same(never, new RedactFailures().Invoke(ContextOf("orchestrationTrigger"), _ => never));
    }

    private static Task RunAsync(string trigger, Exception end) => new RedactFailures().Invoke(ContextOf(trigger), _ => Task.FromException(end));

    private static FunctionContext ContextOf(string trigger)
    {
        var binding = new Mock<BindingMetadata>();
        binding.SetupGet(one => one.Type).Returns(trigger);
        var function = new Mock<FunctionDefinition>();
        function.SetupGet(one => one.InputBindings).Returns(ImmutableDictionary<string, BindingMetadata>.Empty.Add("input", binding.Object));
        var context = new Mock<FunctionContext>();
        context.SetupGet(one => one.FunctionDefinition).Returns(function.Object);
        return context.Object;
    }

    private static ArgumentException Bad(string name) => new($"{Address} is no name", nameof(name));

    // As the durable extension hands an activity's exception on.
    private static Exception Serialized(Exception exception)
    {
        var type = System.Reflection.Assembly.Load("Microsoft.Azure.Functions.Worker.Extensions.DurableTask").GetType("Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Exceptions.DurableSerializationException", throwOnError: true);
        return (Exception)Activator.CreateInstance(type!, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic, null, [exception], null)!;
    }

    private static T Thrown<T>(T exception) where T : Exception
    {
        try
        {
            throw exception;
        }
        catch (T caught)
        {
            return caught;
        }
    }
}
