using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Authentication.Azure;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.Simulators.Tests.GraphApi;

public sealed class TokenTests(GraphSite site)
{
    private const string Scope = "https://graph.microsoft.com/.default";

    [Theory]
    [InlineData("secret", 401, "invalid_client", 7000215)]
    [InlineData("client", 400, "unauthorized_client", 700016)]
    [InlineData("tenant", 400, "invalid_request", 90002)]
    [InlineData("expired", 401, "invalid_client", 7000222)]
    [InlineData("scope", 400, "invalid_scope", 1002012)]
    public async Task Wrong_credentials_get_entras_error_and_no_token(string wrong, int status, string error, int code)
    {
        var world = await site.NewWorldAsync(users: 1);
        await world.ConfigureAsync("app", new JsonObject { ["secretExpired"] = wrong == "expired" }, GraphSite.Cancel);
        var url = wrong == "tenant" ? world.TokenUrl.Replace(world.TenantId, Guid.Empty.ToString(), StringComparison.Ordinal) : world.TokenUrl;
        var credential = new PostedCredential(url, wrong == "client" ? "nobody" : world.ClientId, wrong == "secret" ? "guess" : world.ClientSecret);
        var (answered, body) = await credential.PostAsync(wrong == "scope" ? "User.Read" : Scope, GraphSite.Cancel);
        Assert.Equal((status, error, code), (answered, body["error"]!.ToString(), body["error_codes"]![0]!.GetValue<int>()));
        Assert.Null(body["access_token"]);
        var journal = (await world.JournalAsync("token", GraphSite.Cancel))[0].ToJsonString();
        Assert.DoesNotContain(world.ClientSecret, journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_works_until_it_ends_is_revoked_or_nobody_consents_any_more()
    {
        var world = await site.NewWorldAsync(users: 2);
        using var client = GraphSite.ClientOf(world);
        Assert.Equal(2, (await client.Users.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);
        await world.ConfigureAsync("app", new JsonObject { ["consentRemoved"] = true }, GraphSite.Cancel);
        Assert.Equal((403, "Authorization_RequestDenied"), await RefusalAsync(client));
        await world.ConfigureAsync("app", new JsonObject { ["consentRemoved"] = false }, GraphSite.Cancel);
        await world.SendAsync(HttpMethod.Post, "/_sim/tokens/revoke", body: null, GraphSite.Cancel);
        Assert.Equal((401, "InvalidAuthenticationToken"), await RefusalAsync(client));

        using var again = GraphSite.ClientOf(world);
        Assert.Equal(2, (await again.Users.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);
        await world.AdvanceAsync(TimeSpan.FromHours(1), GraphSite.Cancel);
        Assert.Equal((401, "InvalidAuthenticationToken"), await RefusalAsync(again));
        Assert.Equal(2, (await world.RequestCountsAsync(GraphSite.Cancel))["POST /token"]);
    }

    [Fact]
    public async Task The_genuine_credential_and_client_work_over_https()
    {
        // An authority has no path but its tenant, so only the default world can be one.
        var world = site.Simulator.Worlds.Create(new WorldRecipe { Users = 3 }, WorldStore.DefaultWorld);
        var root = site.Simulator.Secure!.ToString().TrimEnd('/');
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(site.Simulator.Certificate!);
        using var trusting = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } };
        using var transport = new HttpClient(trusting);
        var credential = new ClientSecretCredential(world.App.TenantId, world.App.ClientId, world.App.ClientSecret, new ClientSecretCredentialOptions
        {
            AuthorityHost = new Uri(root),
            DisableInstanceDiscovery = true,
            Transport = new HttpClientTransport(transport),
        });
        var provider = new AzureIdentityAuthenticationProvider(credential, ["127.0.0.1"], scopes: [Scope]);
        using var client = new GraphServiceClient(GraphClientFactory.Create(finalHandler: trusting), provider, $"{root}/v1.0");
        Assert.Equal(3, (await client.Users.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);
        Assert.Equal(1, world.Journal.Counts()["POST /token"]);
    }

    private static async Task<(int Status, string? Code)> RefusalAsync(GraphServiceClient client)
    {
        var refused = await Assert.ThrowsAsync<ODataError>(() => client.Users.GetAsync(cancellationToken: GraphSite.Cancel));
        return (refused.ResponseStatusCode, refused.Error!.Code);
    }
}
