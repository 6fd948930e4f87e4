using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.VaultAndTokens;

/// <summary>What every run holds of <c>test --config azure</c>: one story with a key vault and access tokens, whatever the others have.</summary>
public sealed class VaultAndTokensTests(LocalParts parts)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_secrets_in_a_vault_and_callers_of_a_tenant_a_hub_is_connected_and_checked()
    {
        await using var deployment = await Deployment.StartAsync(parts, "small", azure: true);
        var surroundings = Assert.IsType<AzureSurroundings>(deployment.Surroundings);
        using var ready = await deployment.Owner.Http.GetAsync("health/ready", Cancellation);
        Assert.True(ready.IsSuccessStatusCode, await ready.Content.ReadAsStringAsync(Cancellation));

        // The first call of whom the setting names makes them the workspace's Owner; there was no key.
        var hub = await deployment.ConnectAsync();

        Truth.AssertSame(await Truth.OfAsync(deployment.World), await deployment.Owner.ListMembersAsync(hub.Id, Cancellation));
        var owner = Assert.Single(await deployment.Owner.ListUsersAsync(Cancellation), user => user.Role == WorkspaceRole.Owner);
        Assert.Equal(AzureSurroundings.OwnerId, owner.Id);

        // The account's credentials are in the vault, and nothing is in a folder.
        Assert.Contains(surroundings.Vault.Names(), name => surroundings.Vault.ValuesOf(name).Any(value => value.Contains(Deployment.Password, StringComparison.Ordinal)));
        Assert.False(Directory.Exists(Path.Combine(deployment.Folder, "secrets")));

        // Somebody else of the tenant sees nothing of the hub; automation goes on with a key that the Owner makes.
        using var stranger = await deployment.CallerAsync("stranger@corp.test", nameof(WorkspaceRole.User));
        using (var hidden = await stranger.Http.GetAsync($"hubs/{hub.Id}", Cancellation))
            await hidden.AssertRefusedAsync(HttpStatusCode.NotFound, "notFound");
        var key = await deployment.Owner.CreateKeyAsync(new CreateApiKeyRequest("nightly", null, "nightly", nameof(WorkspaceRole.SuperAdmin), 1), Cancellation);
        using var nightly = deployment.App.Client(key.Key);
        Assert.Equal(hub.Id, (await nightly.GetHubAsync(hub.Id, Cancellation)).Id);
        using var nobody = deployment.App.TokenClient("eyJhbGciOiJub25lIn0.e30.");
        using var refused = await nobody.Http.GetAsync("hubs", Cancellation);
        await refused.AssertRefusedAsync(HttpStatusCode.Unauthorized, "notAuthenticated");
    }
}
