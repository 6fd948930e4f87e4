using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Refusals;

/// <summary>What rows 4 to 6 of the reference's article ask of the app, an identifier, a login method and an automation account.</summary>
[Collection(nameof(OneApp))]
public sealed class ConnectHubRefusalTests(OneApp app)
{
    private Deployment Deployment => app.Deployment;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ab")]
    [InlineData("abcdefghijklmnopqrstuvwxyz12345")]
    [InlineData("contoso-seo")]
    [InlineData("contoso seo")]
    [InlineData("contosö")]
    [InlineData("контосо")]
    [InlineData("")]
    public async Task Refuses_an_identifier_that_is_none(string identifier)
    {
        var account = await Deployment.SaveAccountAsync();

        using var answer = await PostAsync(Deployment.Connection(identifier, account.Id));

        await answer.AssertInvalidAsync("identifier");
    }

    [Fact]
    public async Task Refuses_single_sign_on_with_the_reason()
    {
        var account = await Deployment.SaveAccountAsync();

        using var answer = await PostAsync(Deployment.Connection("SsoHub", account.Id) with { LoginMethod = "sso" });

        var problem = await answer.AssertRefusedAsync(HttpStatusCode.UnprocessableEntity, "notSupportedByApp");
        Assert.Contains("single sign-on", problem["detail"]?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_an_app_that_is_not_in_the_catalog()
    {
        var account = await Deployment.SaveAccountAsync();

        using var answer = await PostAsync(Deployment.Connection("OtherApp", account.Id) with { App = "semrush" });

        await answer.AssertInvalidAsync("app");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no-such-account")]
    public async Task Names_the_account_where_it_is_none_of_the_saved_ones(string? account)
    {
        await Deployment.SaveAccountAsync();

        using var answer = await PostAsync(Deployment.Connection("NoAccount", account ?? "") with { AutomationAccountId = account });

        await answer.AssertInvalidAsync("automationAccountId");
    }

    [Fact]
    public async Task Says_that_the_automation_account_is_missing_to_who_saved_none()
    {
        using var newcomer = await Deployment.CallerAsync("newcomer@corp.test", "User");

        using var answer = await newcomer.Http.PostAsJsonAsync("hubs", Deployment.Connection("NoAccount", "none"), SeatkeeperClient.Json, Cancellation);

        await answer.AssertRefusedAsync(HttpStatusCode.Conflict, "automationAccountMissing");
    }

    [Fact]
    public async Task Does_not_take_the_account_of_somebody_else()
    {
        var account = await Deployment.SaveAccountAsync();
        using var stranger = await Deployment.CallerAsync("stranger@corp.test", "User");

        using var answer = await stranger.Http.PostAsJsonAsync("hubs", Deployment.Connection("Foreign", account.Id), SeatkeeperClient.Json, Cancellation);

        await answer.AssertRefusedAsync(HttpStatusCode.Conflict, "automationAccountMissing");
    }

    private Task<HttpResponseMessage> PostAsync(ConnectHubRequest request) =>
        Deployment.Owner.Http.PostAsJsonAsync("hubs", request, SeatkeeperClient.Json, Cancellation);
}
