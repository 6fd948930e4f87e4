using System.Net;
using System.Text.Json;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.DirectoryLeaving;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Scim;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.ScimUsers;

/// <summary>Who a provider's new user is, where somebody is here already who has one of the addresses.</summary>
public sealed class ScimLinkTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private TestApp App => platform.App;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_the_address_only_as_a_further_one_and_another_name_is_somebody_else()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var key = $"{Guid.NewGuid():N}";
        await ImportAsync(new { id = $"ann-{key}", email = $"ann.{key}@corp.test", aliases = new[] { $"info.{key}@corp.test" }, name = "Ann Able" });
        var before = await PersonAsync($"ann-{key}");

        var refused = await provider.SendAsync("POST", "Users", UserOf($"info.{key}@corp.test", "Info Desk"));

        refused.ExpectError(409, "uniqueness");
        Assert.Contains("they may be two people", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(before, await PersonAsync($"ann-{key}") with { Tag = before.Tag, Aliases = before.Aliases });
    }

    [Theory]
    [InlineData("info", "Able, Ann")]
    [InlineData("ann", "Ann Married")]
    public async Task The_same_name_or_the_main_address_makes_them_one(string address, string name)
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var key = $"{Guid.NewGuid():N}";
        await ImportAsync(new { id = $"ann-{key}", email = $"ann.{key}@corp.test", aliases = new[] { $"info.{key}@corp.test" }, name = "Ann Able" });

        var made = (await provider.SendAsync("POST", "Users", UserOf($"{address}.{key}@corp.test", name))).Expect(201);

        Assert.Equal(($"ann-{key}", name), (made.Text("id"), (await PersonAsync($"ann-{key}")).Name));
    }

    [Fact]
    public async Task Whose_account_Entra_has_deleted_for_good_is_in_the_providers_hands_alone()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var id = await provider.UserAsync($"{Guid.NewGuid():N}@corp.test");
        var facts = new DirectoryFacts(Guid.NewGuid().ToString(), DirectoryState.Purged, DateTimeOffset.UtcNow) { HasLeft = true };
        await App.Get<WorkspaceUsersTable>().SaveAsync([await PersonAsync(id) with { Active = false, Directory = facts }], Cancel);

        Assert.Equal("true", (await provider.PatchAsync($"Users/{id}", "active", true)).Expect(200).Text("active"));

        // And the next sync does not take them away again.
        var person = await PersonAsync(id);
        Assert.Equal((true, true, false), (person.Active, person.Directory?.IsKept, LeaversPlans.IsLeaving(person)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_that_the_provider_gives_up_stays_where_Entra_still_gives_it(bool isEntras)
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var (maiden, married) = ($"{Guid.NewGuid():N}@corp.test", $"{Guid.NewGuid():N}@corp.test");
        var id = await provider.UserAsync(maiden);
        // Entra tells the new one first, and keeps the old one.
        var facts = new DirectoryFacts(Guid.NewGuid().ToString(), DirectoryState.Present, DateTimeOffset.UtcNow) { Addresses = isEntras ? $"{married}\n{maiden}" : married };
        await App.Get<WorkspaceUsersTable>().SaveAsync([await PersonAsync(id) with { Email = married, Aliases = [maiden], Directory = facts }], Cancel);

        (await provider.SendAsync("PUT", $"Users/{id}", UserOf(married, "Ann Married"))).Expect(200);

        var person = await PersonAsync(id);
        Assert.Equal(married, person.Email);
        Assert.Equal(isEntras ? [maiden] : [], person.Aliases);
    }

    private static string UserOf(string address, string name) => $$"""{"userName":"{{address}}","displayName":"{{name}}","emails":[{"value":"{{address}}","type":"work","primary":true}]}""";

    private async Task ImportAsync(object line) =>
        (await App.Owner.PostTextAsync("directory/users/import", JsonSerializer.Serialize(line), "application/x-ndjson")).Expect(HttpStatusCode.OK);

    private async Task<DirectoryPerson> PersonAsync(string id) => await App.Get<WorkspaceUsersTable>().FindAsync(id, Cancel) ?? throw new InvalidOperationException("Nobody.");
}
