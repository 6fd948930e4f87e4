using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Directory;

public sealed class PeopleTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private TestApp App => platform.App;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ZOË", "Zoë Zebra")]
    [InlineData("zz-user", "Zoë Zebra")]
    [InlineData("zoe@EXAMPLE", "Zoë Zebra")]
    [InlineData("z.alias@", "Zoë Zebra")]
    public async Task Finds_by_a_part_of_name_username_or_address_in_any_case(string search, string name)
    {
        await App.Owner.PostTextAsync("directory/users/import", """{"email":"zoe@example.com","name":"Zoë Zebra","username":"zz-user1","aliases":["z.alias@example.com"]}""", "application/x-ndjson");

        var found = (await App.Owner.GetAsync($"directory/users?search={Uri.EscapeDataString(search)}")).As<ListResponse<WorkspaceUserResponse>>();

        Assert.Equal([name], found.Items.Select(person => person.Name));
    }

    [Fact]
    public async Task Hub_owners_read_the_directory_and_other_users_do_not()
    {
        using var user = await App.CallerAsync("reader", WorkspaceRole.User);
        (await user.GetAsync("directory/users")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");

        await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson("hub1", "reader", HubRole.Owner, DateTimeOffset.UtcNow), Cancel);

        (await user.GetAsync("directory/users")).Expect(HttpStatusCode.OK);
        (await user.DeleteAsync("directory/users/reader")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await user.PostAsync("directory/partners", new AddPartnerRequest("P", "p@example.com"))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
    }

    [Fact]
    public async Task Who_left_stays_on_record_and_comes_back_by_name_with_an_import_but_their_keys_do_not()
    {
        using var leo = await App.CallerAsync("leo", WorkspaceRole.User);
        using var other = await App.CallerAsync("untouched", WorkspaceRole.User);

        (await App.Owner.DeleteAsync("directory/users/leo")).Expect(HttpStatusCode.NoContent);
        (await App.Owner.DeleteAsync("directory/users/leo")).Expect(HttpStatusCode.NoContent);
        Assert.False(Assert.Single((await App.Owner.GetAsync("directory/users?search=leo@")).As<ListResponse<WorkspaceUserResponse>>().Items).Active);
        (await leo.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);

        await App.Owner.PostTextAsync("directory/users/import", """{"id":"leo","email":"leo@example.com"}""", "application/x-ndjson");
        Assert.True(Assert.Single((await App.Owner.GetAsync("directory/users?search=leo@")).As<ListResponse<WorkspaceUserResponse>>().Items).Active);
        (await leo.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);
        (await other.GetAsync("apps")).Expect(HttpStatusCode.OK);
        var entries = await App.Get<ActivityTable>().ReadAsync(new Functions.Activity.ActivityFilter(null, UserId: "leo"), Cancel).ToListAsync(Cancel);
        Assert.Equal(["apiKeyRevoked", "personLeft", "personReturned"], entries.Select(entry => entry.Entry.Event).Order(StringComparer.Ordinal));
        Assert.All(entries, entry => Assert.NotNull(entry.Entry.Target));
    }

    [Fact]
    public async Task Keys_that_a_crash_left_to_somebody_who_left_are_revoked_when_it_is_said_again()
    {
        using var lea = await App.CallerAsync("lea", WorkspaceRole.User);
        var person = await App.Get<WorkspaceUsersTable>().FindAsync("lea", Cancel);
        Assert.NotNull(person);
        await App.Get<WorkspaceUsersTable>().SaveAsync([person with { Active = false }], Cancel);

        (await App.Owner.DeleteAsync("directory/users/lea")).Expect(HttpStatusCode.NoContent);

        Assert.All((await App.Get<ApiKeysTable>().ListAsync(Cancel)).Where(key => key.HolderId == "lea"), key => Assert.NotNull(key.RevokedAt));
    }

    [Fact]
    public async Task Who_is_back_is_so_without_the_keys_that_a_leaving_which_was_cut_short_left_them()
    {
        using var before = await App.CallerAsync("lou", WorkspaceRole.User);
        await CutShortAsync("lou");

        (await App.Owner.PostTextAsync("directory/users/import", """{"id":"lou","email":"lou@example.com"}""", "application/x-ndjson")).Expect(HttpStatusCode.OK);
        using var after = await App.CallerAsync("lou", WorkspaceRole.User);

        (await before.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        (await after.GetAsync("apps")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_partner_who_is_taken_back_is_so_without_the_keys_that_a_leaving_which_was_cut_short_left_them()
    {
        var partner = (await App.Owner.PostAsync("directory/partners", new AddPartnerRequest("Lia", "lia@partner.example"))).Expect(HttpStatusCode.Created).As<WorkspaceUserResponse>();
        using var before = await App.CallerAsync(partner.Id, WorkspaceRole.GuestUser);
        await CutShortAsync(partner.Id);

        (await App.Owner.PostAsync("directory/partners", new AddPartnerRequest("Lia", "lia@partner.example"))).Expect(HttpStatusCode.Created);
        using var after = await App.CallerAsync(partner.Id, WorkspaceRole.GuestUser);

        (await before.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        (await after.GetAsync("apps")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Neither_the_Owner_nor_anybody_above_the_caller_can_be_made_to_leave()
    {
        using var admin = await App.CallerAsync("admin", WorkspaceRole.Admin);
        using var super = await App.CallerAsync("super", WorkspaceRole.SuperAdmin);

        (await admin.DeleteAsync("directory/users/super")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await App.Owner.DeleteAsync($"directory/users/{PersonId.OfAddress(TestApp.OwnerEmail)}")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await App.Owner.DeleteAsync("directory/users/nobody")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task The_only_Owner_of_a_hub_cannot_leave()
    {
        using var max = await App.CallerAsync("max", WorkspaceRole.User);
        using var mia = await App.CallerAsync("mia", WorkspaceRole.User);
        await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson("hub-max", "max", HubRole.Owner, DateTimeOffset.UtcNow), Cancel);

        (await App.Owner.DeleteAsync("directory/users/max")).ExpectProblem(HttpStatusCode.Conflict, "lastOwner");

        await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson("hub-max", "mia", HubRole.Owner, DateTimeOffset.UtcNow), Cancel);
        (await App.Owner.DeleteAsync("directory/users/max")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Partners_are_added_by_hand_once_and_can_return()
    {
        var partner = (await App.Owner.PostAsync("directory/partners", new AddPartnerRequest(" Pat Partner ", "pat@partner.example"))).Expect(HttpStatusCode.Created).As<WorkspaceUserResponse>();
        Assert.Equal(("Pat Partner", WorkspaceUserKind.LocalPartner, WorkspaceRole.GuestUser), (partner.Name, partner.Kind, partner.Role));
        (await App.Owner.PostAsync("directory/partners", new AddPartnerRequest("Pat", "PAT@partner.example"))).ExpectInvalid("email");
        (await App.Owner.PostAsync("directory/partners", new AddPartnerRequest("", "pat"))).ExpectInvalid("name", "email");

        (await App.Owner.DeleteAsync($"directory/partners/{partner.Id}")).Expect(HttpStatusCode.NoContent);
        var again = (await App.Owner.PostAsync("directory/partners", new AddPartnerRequest("Pat", "pat@partner.example"))).Expect(HttpStatusCode.Created).As<WorkspaceUserResponse>();

        Assert.Equal(partner.Id, again.Id);
        using var directory = await App.CallerAsync("not-a-partner", WorkspaceRole.User);
        (await App.Owner.DeleteAsync("directory/partners/not-a-partner")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
    }

    // As a process leaves them that ends right after the write which makes them leave.
    private async Task CutShortAsync(string id)
    {
        var users = App.Get<WorkspaceUsersTable>();
        var person = await users.FindAsync(id, Cancel) ?? throw new InvalidOperationException($"No {id}.");
        await users.SaveAsync([person with { Active = false, LeftAt = App.Get<TimeProvider>().GetUtcNow() }], Cancel);
    }
}
