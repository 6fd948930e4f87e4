using Microsoft.Extensions.Options;
using Seatkeeper.EntraSimulator.Hosting;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tokens;

namespace Seatkeeper.Functions.Tests.Tokens;

public sealed class EntraOptionsTests
{
    private const string Tenant = RunningIssuer.Tenant;
    private const string Person = "c0ffee00-1234-4abc-8def-001122334455";

    [Theory]
    [InlineData("", "", "https://login.microsoftonline.com", null)]
    [InlineData(Tenant, "api://seatkeeper", "https://login.microsoftonline.com", null)]
    [InlineData(Tenant, "", "https://login.microsoftonline.com", "Entra__Audience")]
    [InlineData(Tenant, " , ", "https://login.microsoftonline.com", "Entra__Audience")]
    [InlineData("", "api://seatkeeper", "https://login.microsoftonline.com", "Entra__TenantId")]
    [InlineData("common", "api://seatkeeper", "https://login.microsoftonline.com", "Entra__TenantId")]
    [InlineData("contoso.com", "api://seatkeeper", "https://login.microsoftonline.com", "Entra__TenantId")]
    [InlineData(Tenant, "api://seatkeeper", "http://login.microsoftonline.com", "Entra__Authority")]
    [InlineData(Tenant, "api://seatkeeper", "http://127.0.0.1:1", "Entra__Authority")]
    [InlineData(Tenant, "api://seatkeeper", "https://login.microsoftonline.com/common", "Entra__Authority")]
    public void Tokens_are_of_one_tenant_for_one_audience_or_not_taken(string tenant, string audience, string authority, string? refusal) =>
        AssertRefused(refusal, new EntraOptions { TenantId = tenant, Audience = audience, Authority = authority });

    [Fact]
    public void The_directory_and_the_first_owner_are_of_the_same_tenant()
    {
        var tokens = new EntraOptions { TenantId = Tenant, Audience = "api://seatkeeper" };
        AssertRefused(null, tokens, graph: Tenant, owner: Person);
        AssertRefused("Graph__TenantId", tokens, graph: Person);
        AssertRefused("Bootstrap__OwnerObjectId", new EntraOptions(), owner: Person);
    }

    [Theory]
    [InlineData(Person, "", "", null)]
    [InlineData("olive@example.com", "", "", "Bootstrap__OwnerObjectId")]
    [InlineData(Person, "nobody", "", "Bootstrap__OwnerEmail")]
    [InlineData(Person, "olive@example.com", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "Bootstrap__OwnerKeyHash")]
    public void The_first_owner_is_named_by_an_object_id_or_by_a_key(string objectId, string email, string hash, string? refusal)
    {
        var result = new BootstrapOptionsCheck(Options.Create(Elsewhere())).Validate(null, new BootstrapOptions { OwnerObjectId = objectId, OwnerEmail = email, OwnerKeyHash = hash });

        AssertSaid(refusal, result);
    }

    private static StorageOptions Elsewhere() => new() { ConnectionString = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b" };

    private static void AssertRefused(string? refusal, EntraOptions options, string graph = "", string owner = "") => AssertSaid(
        refusal,
        new EntraOptionsCheck(Options.Create(Elsewhere()), Options.Create(new GraphOptions { TenantId = graph }), Options.Create(new BootstrapOptions { OwnerObjectId = owner })).Validate(null, options));

    private static void AssertSaid(string? refusal, ValidateOptionsResult result)
    {
        Assert.Equal(refusal is null, result.Succeeded);
        if (refusal is not null) Assert.Contains(refusal, result.FailureMessage, StringComparison.Ordinal);
    }
}
