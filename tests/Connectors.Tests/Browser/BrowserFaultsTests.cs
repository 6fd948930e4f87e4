using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Tests.Browser;

public sealed class BrowserFaultsTests
{
    [Theory]
    [InlineData("Page crashed", FailureKind.BrowserFailure)]
    [InlineData("Target page, context or browser has been closed", FailureKind.BrowserFailure)]
    [InlineData("net::ERR_CONNECTION_REFUSED at https://app.ahrefs.com/?token=pw-canary-42", FailureKind.SiteUnavailable)]
    [InlineData("strict mode violation: 2 elements", FailureKind.PageContractBroken)]
    [InlineData("Something nobody has seen", FailureKind.BrowserFailure)]
    public void Every_fault_of_the_driver_has_a_kind(string text, FailureKind kind)
    {
        var failure = BrowserFaults.ToFailure(new PlaywrightException(text), FailurePhase.Navigate);

        Assert.Equal(kind, failure.Failure.Kind);
        Assert.DoesNotContain("pw-canary-42", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailurePhase.Read, FailureKind.ReadIncomplete)]
    [InlineData(FailurePhase.Navigate, FailureKind.TimeoutBeforeSubmit)]
    [InlineData(FailurePhase.None, FailureKind.BrowserFailure)]
    public void A_step_that_takes_too_long_has_sent_nothing(FailurePhase phase, FailureKind kind) =>
        Assert.Equal(kind, BrowserFaults.ToFailure(new TimeoutException("fill(\"pw-canary-42\")"), phase).Failure.Kind);

    [Fact]
    public void What_was_typed_never_goes_on()
    {
        var failure = BrowserFaults.ToFailure(new PlaywrightException("Error\n  - fill(\"pw-canary-42\")"), FailurePhase.Login);

        Assert.DoesNotContain("pw-canary-42", failure.ToString(), StringComparison.Ordinal);
    }
}
