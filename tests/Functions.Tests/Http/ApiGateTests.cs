using System.Net;
using Azure;
using Azure.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Http;

public sealed class ApiGateTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    [Fact]
    public async Task What_nobody_foresaw_becomes_a_500_that_tells_nothing_of_the_inside()
    {
        var (status, text) = await PassAsync(() => throw new InvalidOperationException("Secret inside"));

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.DoesNotContain("Secret inside", text, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"Unexpected\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_that_is_away_becomes_a_503_to_try_again()
    {
        var (status, text) = await PassAsync(() => throw new AggregateException(new RequestFailedException("Connection refused"), new RequestFailedException("Connection refused")));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("\"kind\":\"StorageUnavailable\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_that_gives_no_token_for_a_while_becomes_a_503_to_try_again()
    {
        var (status, text) = await PassAsync(() => throw new CredentialUnavailableException("The identity's endpoint did not answer."));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("\"kind\":\"StorageUnavailable\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_of_refusal_and_failure_has_an_answer()
    {
        foreach (var kind in Enum.GetValues<RefusalKind>())
        {
            var (status, _) = await PassAsync(() => throw new RefusedException(kind, "No."));
            Assert.Equal(RefusalCatalog.Describe(kind).Status, (int)status);
        }

        foreach (var kind in Enum.GetValues<FailureKind>())
        {
            var (status, text) = await PassAsync(() => throw new AppFailureException(new Failure(kind)));
            Assert.InRange((int)status, 500, 503);
            Assert.Contains($"\"kind\":\"{kind}\"", text, StringComparison.Ordinal);
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> PassAsync(Func<Task<object?>> run)
    {
        var gate = new ApiGate(platform.App.Get<Functions.Access.CallerResolver>(), platform.App.Get<Functions.Limiting.CallLimits>(), platform.App.Get<Functions.Scim.ScimGate>(), TimeProvider.System, NullLogger<ApiGate>.Instance);
        var http = new DefaultHttpContext { RequestServices = platform.App.Services };
        http.Request.Headers["X-Api-Key"] = platform.Owner.Key;
        http.Response.Body = new MemoryStream();
        await HttpFunction.WriteAsync(await gate.PassAsync(http, "Test", run), http);
        return ((HttpStatusCode)http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()));
    }
}
