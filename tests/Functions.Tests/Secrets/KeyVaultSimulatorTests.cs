using System.Net;
using System.Net.Http.Json;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Secrets;

/// <summary>What the simulator does beside what the app asks of it, through the genuine client.</summary>
public sealed class KeyVaultSimulatorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_in_pages_gives_every_version_and_knows_one_name_whatever_its_case()
    {
        await using var vault = await TestVault.StartAsync();
        var client = vault.Client();
        for (var number = 10; number < 40; number++) await client.SetSecretAsync($"s-{number}", "old", Cancel);
        var before = vault.Asked().Count;
        Assert.Equal(30, await client.GetPropertiesOfSecretsAsync(Cancel).CountAsync(Cancel));
        Assert.Equal(before + 2, vault.Asked().Count);

        await client.SetSecretAsync("S-10", "new", Cancel);
        var versions = await client.GetPropertiesOfSecretVersionsAsync("s-10", Cancel).ToListAsync(Cancel);
        var values = new List<string>();
        foreach (var version in versions) values.Add((await client.GetSecretAsync("s-10", version.Version, cancellationToken: Cancel)).Value.Value);
        Assert.Equal(["old", "new"], values);

        vault.Server.Lag = 0;
        await client.StartDeleteSecretAsync("s-10", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOfAsync(() => client.GetSecretAsync("s-10", cancellationToken: Cancel)));
        Assert.Equal("s-10", Assert.Single(await client.GetDeletedSecretsAsync(Cancel).ToListAsync(Cancel)).Name);
        Assert.Equal(HttpStatusCode.Conflict, await StatusOfAsync(() => client.SetSecretAsync("s-10", "newer", Cancel)));
        await client.PurgeDeletedSecretAsync("s-10", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOfAsync(() => client.GetDeletedSecretAsync("s-10", Cancel)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOfAsync(() => client.StartRecoverDeletedSecretAsync("s-10", Cancel)));
        Assert.Equal(29, vault.Server.Names().Count);
    }

    [Fact]
    public async Task The_control_plane_arms_faults_and_takes_permissions_for_whoever_has_its_key()
    {
        await using var vault = await TestVault.StartAsync();
        var client = vault.Client();
        await client.SetSecretAsync("one", "recognisable", Cancel);
        using var stranger = vault.Control(withKey: false);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.GetAsync("state", Cancel)).StatusCode);
        using var control = vault.Control(withKey: true);

        (await control.PostAsJsonAsync("faults", new { kind = "answer", status = 429, retryAfter = "7", operation = "get", name = "on" }, Cancel)).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusOfAsync(() => client.GetSecretAsync("one", cancellationToken: Cancel)));
        (await control.PutAsJsonAsync("permissions/forbidden", new[] { "delete" }, Cancel)).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(() => client.StartDeleteSecretAsync("one", Cancel)));

        var told = await control.GetStringAsync("state", Cancel) + await control.GetStringAsync("journal", Cancel);
        Assert.Contains("\"one\"", told, StringComparison.Ordinal);
        Assert.DoesNotContain("recognisable", told, StringComparison.Ordinal);
        Assert.Contains(vault.Asked("one"), entry => entry is { Operation: VaultOperation.Delete, Status: 403 });
    }

    private static async Task<HttpStatusCode> StatusOfAsync(Func<Task> act) => (HttpStatusCode)(await Assert.ThrowsAsync<Azure.RequestFailedException>(act)).Status;
}
