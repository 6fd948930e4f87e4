using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Http;

public sealed class DryRunsTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    public static TheoryData<string, string> EveryCallThatChangesSomething =>
        [.. ApiRoute.All.Where(route => route.Method != "get").Select(route => (route.Method.ToUpperInvariant(), route.Function))];

    [Theory]
    [MemberData(nameof(EveryCallThatChangesSomething))]
    public async Task A_call_that_would_do_its_work_in_a_dry_run_is_refused_before_it_begins(string method, string function)
    {
        var takes = ApiRoute.All.Any(route => route.Function == function && route.Call.TakesDryRun);

        var (status, text, ran) = await PassAsync(method, function, "?DryRun=true");
        Assert.Equal(takes, ran);
        if (!takes)
        {
            Assert.Equal(StatusCodes.Status400BadRequest, status);
            Assert.Contains("\"dryRun\":[", text, StringComparison.Ordinal);
        }

        Assert.True((await PassAsync(method, function, "")).Ran);
    }

    [Theory]
    [InlineData("RetryTask")]
    [InlineData("ProtectAccount")]
    [InlineData("ChangeTeam")]
    [InlineData("RemoveHub")]
    public void Whatever_changes_the_app_takes_a_dry_run(string function) =>
        Assert.True(Assert.Single(ApiRoute.All, route => route.Function == function).Call.TakesDryRun);

    private async Task<(int Status, string Text, bool Ran)> PassAsync(string method, string function, string query)
    {
        var gate = new ApiGate(platform.App.Get<Functions.Access.CallerResolver>(), platform.App.Get<Functions.Limiting.CallLimits>(), platform.App.Get<Functions.Scim.ScimGate>(), TimeProvider.System, NullLogger<ApiGate>.Instance);
        var http = new DefaultHttpContext { RequestServices = platform.App.Services };
        http.Request.Method = method;
        http.Request.QueryString = new QueryString(query);
        http.Request.Headers["X-Api-Key"] = platform.Owner.Key;
        http.Response.Body = new MemoryStream();
        var ran = false;
        await HttpFunction.WriteAsync(
            await gate.PassAsync(http, function, () =>
            {
                ran = true;
                return Task.FromResult<object?>(Results.Ok());
            }),
            http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()), ran);
    }
}
