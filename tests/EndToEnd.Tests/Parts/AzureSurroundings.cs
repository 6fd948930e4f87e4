using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Servers;
using Seatkeeper.EntraSimulator.Hosting;
using Seatkeeper.EntraSimulator.Issuing;
using Seatkeeper.KeyVaultSimulator.Hosting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>
/// As on Azure, but for storage: secrets in a (simulated) key vault that a managed identity opens, access tokens of a (simulated) tenant, the
/// first Owner by their object id. The app has no setting that leads a vault's name elsewhere or makes it trust a certificate, so the process
/// is told both by what every program on Linux heeds: a proxy, and the file of trusted certificates.
/// </summary>
internal sealed class AzureSurroundings : Surroundings
{
    public const string OwnerId = "0feedbee-0000-4000-8000-0000000000a1";

    private readonly RunningVault vault;
    private readonly VaultGateway gateway;
    private readonly RunningIssuer issuer;
    private readonly string certificates;
    private readonly string ownerToken;

    private AzureSurroundings(RunningVault vault, RunningIssuer issuer, string folder)
    {
        (this.vault, this.issuer) = (vault, issuer);
        gateway = new VaultGateway(vault.VaultUri);
        issuer.GiveIdentity(RunningVault.Resource, vault.Token);
        certificates = Path.Combine(folder, "trusted.pem");
        ownerToken = issuer.TokenOf(OwnerId, "Owner", OwnerName, OwnerEmail);
    }

    public Vault Vault => vault.Vault;

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Secrets__Store"] = "KeyVault",
        ["Secrets__LocalDirectory"] = "",
        ["Secrets__VaultUri"] = vault.VaultUri.ToString(),
        ["Secrets__Pause"] = "00:00:00.050",
        ["Bootstrap__OwnerKeyHash"] = null,
        ["Bootstrap__OwnerObjectId"] = OwnerId,
        ["Entra__TenantId"] = RunningIssuer.Tenant,
        ["Entra__Audience"] = RunningIssuer.ClientId,
        ["Entra__Authority"] = issuer.Authority,
        ["IDENTITY_ENDPOINT"] = issuer.IdentityEndpoint,
        ["IDENTITY_HEADER"] = issuer.IdentityHeader,
        ["SSL_CERT_FILE"] = certificates,
        ["HTTPS_PROXY"] = gateway.Address.ToString(),
        ["https_proxy"] = gateway.Address.ToString(),
        ["NO_PROXY"] = "127.0.0.1",
        ["no_proxy"] = "127.0.0.1",
    };

    public override IReadOnlyList<Needle> Needles =>
        [new Needle("the owner's token", ownerToken), new Needle("the vault's token", vault.Token), new Needle("what the identity is asked for with", issuer.IdentityHeader)];

    public static async Task<AzureSurroundings> StartAsync(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only on Linux does an environment variable say which certificates a process trusts, and so lets it reach the simulated vault.");
        var cancellation = TestContext.Current.CancellationToken;
        var made = new AzureSurroundings(await RunningVault.StartAsync(cancel: cancellation), await RunningIssuer.StartAsync(cancellation), folder);
        await File.WriteAllTextAsync(made.certificates, made.vault.Certificate.ExportCertificatePem(), cancellation);
        return made;
    }

    public override SeatkeeperClient Owner(FunctionsServer app) => app.TokenClient(ownerToken);

    /// <summary>The person is imported with their object id; the role is the directory's and the token's.</summary>
    public override async Task<SeatkeeperClient> CallerAsync(FunctionsServer app, SeatkeeperClient owner, string email, string role)
    {
        var name = email.Split('@')[0];
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(email)).AsSpan(0, 16)).ToString();
        await owner.ImportUsersAsync([new ImportedUser(id, Kind: null, name, Username: null, email, Aliases: null, role)], TestContext.Current.CancellationToken);
        return app.TokenClient(issuer.TokenOf(id, role, name, email));
    }

    public override async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await vault.DisposeAsync();
        await issuer.DisposeAsync();
    }
}
