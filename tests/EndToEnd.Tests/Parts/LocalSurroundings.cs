using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>A developer's machine: secrets in a folder, API keys, the first of which is told to the app by its hash.</summary>
internal sealed class LocalSurroundings(string folder) : Surroundings
{
    private readonly OwnerKey key = OwnerKey.Ensure(Path.Combine(folder, "owner.key"));

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    public override IReadOnlyList<Needle> Needles => [new Needle("the owner's key", key.Value)];

    public override SeatkeeperClient Owner(FunctionsServer app) => app.OwnerClient();

    public override async Task<SeatkeeperClient> CallerAsync(FunctionsServer app, SeatkeeperClient owner, string email, string role)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await owner.ImportUsersAsync([new ImportedUser(Id: null, Kind: null, email.Split('@')[0], Username: null, email, Aliases: null, role)], cancellation);
        var user = (await owner.ListUsersAsync(cancellation)).Single(found => found.Email == email);
        var made = await owner.CreateKeyAsync(new CreateApiKeyRequest($"key of {email}", user.Id, ServicePrincipal: null, Role: null, ExpiresInDays: 1), cancellation);
        return app.Client(made.Key);
    }
}
