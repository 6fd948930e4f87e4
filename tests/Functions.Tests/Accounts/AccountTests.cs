using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Accounts;

public sealed class AccountTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private const string Cookie = """{"name":"sid","value":"v","domain":"app.example","path":"/","expires":-1,"httpOnly":true,"secure":true,"sameSite":"Lax"}""";

    private const string Password = "Recognisable-Passw0rd!";
    private const string Totp = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private static readonly SaveAccountRequest request = new("ahrefs", "Automation", "bot@example.com", Password, "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp", "automation");

    private TestApp App => platform.App;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secrets_are_only_in_the_secret_store()
    {
        using var ann = await App.CallerAsync("ann", WorkspaceRole.User);
        var account = await SaveAsync(ann);
        (await ann.PutAsync($"accounts/{account.Id}/session", new UploadSessionRequest([JsonSerializer.SerializeToElement(new { name = "sid", value = "recognisable-cookie", domain = "app.example", path = "/" })], null))).Expect(HttpStatusCode.NoContent);
        var shown = (await ann.GetAsync($"accounts/{account.Id}")).Text + (await ann.GetAsync("accounts")).Text + (await ann.GetAsync("activity")).Text;

        var everywhere = shown + App.Log.All + await StoredText.ReadTablesAsync(App) + await StoredText.ReadBlobsAsync(App)
            + string.Concat(System.IO.Directory.GetFiles(App.SecretsDirectory).Select(File.ReadAllText));

        foreach (var secret in new[] { Password, Totp, "recognisable-cookie" }) Assert.DoesNotContain(secret, everywhere, StringComparison.OrdinalIgnoreCase);
        var kept = await App.Get<AccountCredentials>().GetAsync(account.Id, Cancel);
        Assert.Equal(("bot@example.com", Password, Totp), (kept.Username, kept.Password, kept.TotpSecret));
        Assert.Contains("recognisable-cookie", (await App.Get<SessionBlobs>().LoadAsync(account.Id, Cancel))?.StorageState, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"cookies":[]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid"}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":7,"domain":"app.example","path":"/"}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"app.example","path":"/","expires":"tomorrow"}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"app.example","path":"/","secure":1}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"app.example","path":"/","sameSite":"no_restriction"}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"","path":"/"}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"app.example","path":"/","url":"https://app.example"}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"app.example","path":"/","expires":-2}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"app.example","path":"/","expires":1795000000000}]}""", "cookies")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"app.example","path":"/"}],"origins":[{"origin":"app.example","localStorage":[]}]}""", "origins")]
    [InlineData("""{"cookies":["sid"],"origins":[{"origin":"https://app.example"}]}""", "cookies", "origins")]
    [InlineData("""{"cookies":[{"name":"sid","value":"v","domain":"app.example","path":"/"}],"origins":[{"origin":"https://app.example","localStorage":[{"name":"n"}]}]}""", "origins")]
    public async Task A_session_that_no_browser_would_open_with_is_refused(string body, params string[] fields)
    {
        var account = await SaveAsync(App.Owner);

        (await App.Owner.PutAsync($"accounts/{account.Id}/session", JsonNode.Parse(body)!)).ExpectInvalid(fields);
        Assert.Null(await App.Get<SessionBlobs>().LoadAsync(account.Id, Cancel));
    }

    [Fact]
    public async Task A_session_that_arrives_while_its_account_is_deleted_is_not_kept()
    {
        using var eve = await App.CallerAsync("eve-uploads", WorkspaceRole.User);
        var account = await SaveAsync(eve);
        var body = new HeldContent($$$"""{"cookies":[{{{Cookie}}}]}""");
        // The server asks for the body once it has looked whose account it is.
        var uploading = eve.SendAsync(HttpMethod.Put, $"accounts/{account.Id}/session", body, ("Expect", "100-continue"));
        await body.Begun;

        (await eve.DeleteAsync($"accounts/{account.Id}")).Expect(HttpStatusCode.NoContent);
        body.LetGo();

        (await uploading).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        Assert.Null(await App.Get<SessionBlobs>().LoadAsync(account.Id, Cancel));
        Assert.DoesNotContain("sessionUploaded", (await eve.GetAsync("activity")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_uploaded_session_tells_what_it_was_made_in_or_binds_nobody()
    {
        using var zoe = await App.CallerAsync("zoe", WorkspaceRole.User);
        var account = await SaveAsync(zoe);

        Assert.Equal(new SessionOrigin(WithWindow: true, "141.0"), await UploadAsync($$$"""{"cookies":[{{{Cookie}}}],"signedIn":{"window":true,"browser":"141.0"}}"""));
        Assert.Equal(new SessionOrigin(WithWindow: true), await UploadAsync($$$"""{"cookies":[{{{Cookie}}}],"origins":[],"signedIn":{"window":true}}"""));
        Assert.Null(await UploadAsync($$$"""{"cookies":[{{{Cookie}}}],"signedIn":{"window":false}}"""));
        Assert.Null(await UploadAsync($$$"""{"cookies":[{{{Cookie}}}],"signedIn":{}}"""));
        Assert.Null(await UploadAsync($$$"""{"cookies":[{{{Cookie}}}]}"""));
        (await zoe.PutAsync($"accounts/{account.Id}/session", new UploadSessionRequest([JsonSerializer.Deserialize<JsonElement>(Cookie)], null, new SessionSignIn(true, new string('1', 101))))).ExpectInvalid("signedIn.browser");

        async Task<SessionOrigin?> UploadAsync(string body)
        {
            (await zoe.PutAsync($"accounts/{account.Id}/session", JsonNode.Parse(body)!)).Expect(HttpStatusCode.NoContent);
            var stored = await App.Get<SessionBlobs>().LoadAsync(account.Id, Cancel);
            // What the browser is given is what it wrote.
            Assert.Equal($$$"""{"cookies":[{{{Cookie}}}],"origins":[]}""", stored?.StorageState);
            return stored?.Origin;
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_an_account_is_named_at_once()
    {
        var answer = await App.Owner.PostAsync("accounts", new SaveAccountRequest("notion", "", "nobody", "", "no base32!", "both"));

        answer.ExpectInvalid("app", "label", "username", "password", "totpSecret", "purpose");
        Assert.DoesNotContain("no base32!", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changing_credentials_leaves_one_secret_and_forgets_the_rejection()
    {
        using var ben = await App.CallerAsync("ben", WorkspaceRole.User);
        var account = await SaveAsync(ben);
        var accounts = App.Get<AccountsTable>();
        await accounts.SaveSignInRecordAsync(account.Id, new SignInRecord(null, FailureKind.InvalidCredentials), Cancel);
        var before = await App.Get<AccountCredentials>().GetAsync(account.Id, Cancel);

        var changed = (await ben.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest("N3w-password", null))).Expect(HttpStatusCode.OK).As<AccountResponse>();

        Assert.True(changed.HasTotpSecret);
        var after = await App.Get<AccountCredentials>().GetAsync(account.Id, Cancel);
        Assert.Equal(("N3w-password", Totp), (after.Password, after.TotpSecret));
        Assert.NotEqual(before.Version, after.Version);
        var record = (await accounts.FindAsync(account.Id, Cancel))?.SignIn;
        Assert.Equal(new SignInRecord(after.Version, SignInAtOnce: true), record);
        Assert.Single(System.IO.Directory.GetFiles(App.SecretsDirectory, $"account-{account.Id}-*"));
        var late = await Assert.ThrowsAsync<AppFailureException>(() => accounts.SaveSignInRecordAsync(account.Id, new SignInRecord(before.Version, FailureKind.InvalidCredentials), Cancel));
        Assert.Equal(FailureKind.ConcurrentChange, late.Failure.Kind);
    }

    [Fact]
    public async Task An_empty_totp_secret_takes_it_away()
    {
        var account = await SaveAsync(App.Owner);

        var changed = (await App.Owner.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest(null, ""))).Expect(HttpStatusCode.OK).As<AccountResponse>();

        Assert.False(changed.HasTotpSecret);
        Assert.Equal(Password, (await App.Get<AccountCredentials>().GetAsync(account.Id, Cancel)).Password);
        (await App.Owner.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest(null, null))).ExpectInvalid("password");
    }

    [Fact]
    public async Task A_change_of_another_version_is_refused()
    {
        var account = await SaveAsync(App.Owner);
        var tag = (await App.Owner.GetAsync($"accounts/{account.Id}")).ETag ?? "";
        async Task<ApiAnswer> PutAsync() => await App.Owner.SendAsync(
            HttpMethod.Put, $"accounts/{account.Id}/credentials", new StringContent("""{"password":"next"}""", System.Text.Encoding.UTF8, "application/json"), ("If-Match", tag));

        (await PutAsync()).Expect(HttpStatusCode.OK);
        (await PutAsync()).ExpectProblem(HttpStatusCode.PreconditionFailed, "preconditionFailed");
    }

    [Fact]
    public async Task An_account_belongs_to_at_most_one_hub_and_is_not_deleted_while_it_does()
    {
        var account = await SaveAsync(App.Owner);
        var accounts = App.Get<AccountsTable>();

        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(hub => accounts.ClaimAsync(account.Id, $"hub{hub}", Cancel)));

        Assert.Single(claims, won => won);
        var winner = $"hub{Array.IndexOf(claims, true)}";
        Assert.True(await accounts.ClaimAsync(account.Id, winner, Cancel));
        (await App.Owner.DeleteAsync($"accounts/{account.Id}")).ExpectProblem(HttpStatusCode.Conflict, "accountInUse");
        await accounts.ReleaseAsync(account.Id, "another", Cancel);
        (await App.Owner.DeleteAsync($"accounts/{account.Id}")).ExpectProblem(HttpStatusCode.Conflict, "accountInUse");

        await accounts.ReleaseAsync(account.Id, winner, Cancel);
        (await App.Owner.DeleteAsync($"accounts/{account.Id}")).Expect(HttpStatusCode.NoContent);
        (await App.Owner.GetAsync($"accounts/{account.Id}")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        Assert.Empty(System.IO.Directory.GetFiles(App.SecretsDirectory, $"account-{account.Id}-*"));
    }

    [Fact]
    public async Task A_deletion_that_was_cut_short_holds_the_account_and_is_finished_by_the_same_call()
    {
        var account = await SaveAsync(App.Owner);
        var accounts = App.Get<AccountsTable>();
        Assert.True(await accounts.ClaimAsync(account.Id, AccountsTable.Deleting, Cancel));

        Assert.False(await accounts.ClaimAsync(account.Id, "a hub", Cancel));
        (await App.Owner.DeleteAsync($"accounts/{account.Id}")).Expect(HttpStatusCode.NoContent);

        (await App.Owner.GetAsync($"accounts/{account.Id}")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        Assert.Empty(System.IO.Directory.GetFiles(App.SecretsDirectory, $"account-{account.Id}-*"));
    }

    [Fact]
    public async Task Others_see_an_automation_account_only_through_their_hub_and_never_change_it()
    {
        using var carl = await App.CallerAsync("carl", WorkspaceRole.User);
        using var dina = await App.CallerAsync("dina", WorkspaceRole.User);
        var account = await SaveAsync(carl);
        (await dina.GetAsync($"accounts/{account.Id}")).ExpectProblem(HttpStatusCode.NotFound, "notFound");

        await App.Get<AccountsTable>().ClaimAsync(account.Id, "hub-of-dina", Cancel);
        await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson("hub-of-dina", "dina", HubRole.Owner, DateTimeOffset.UtcNow), Cancel);

        Assert.Equal("hub-of-dina", (await dina.GetAsync($"accounts/{account.Id}")).Expect(HttpStatusCode.OK).As<AccountResponse>().InUseBy);
        (await dina.DeleteAsync($"accounts/{account.Id}")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await dina.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest("x", null))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await App.Owner.GetAsync($"accounts/{account.Id}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Lists_are_paged_and_filtered_by_app_and_purpose()
    {
        using var eva = await App.CallerAsync("eva", WorkspaceRole.User);
        for (var i = 0; i < 3; i++) await SaveAsync(eva);
        (await eva.PostAsync("accounts", request with { Purpose = "personal" })).Expect(HttpStatusCode.Created);

        var first = (await eva.GetAsync("accounts?purpose=automation&limit=2")).As<ListResponse<AccountResponse>>();
        var second = (await eva.GetAsync($"accounts?purpose=automation&limit=2&continuation={first.Continuation}")).As<ListResponse<AccountResponse>>();

        Assert.Equal((2, 1), (first.Items.Count, second.Items.Count));
        Assert.Null(second.Continuation);
        Assert.Empty((await eva.GetAsync("accounts?app=notion")).As<ListResponse<AccountResponse>>().Items);
        (await eva.GetAsync("accounts?limit=1001")).ExpectInvalid("limit");
        (await eva.GetAsync("accounts?continuation=***")).ExpectInvalid("continuation");
        (await eva.GetAsync("accounts?purpose=fun")).ExpectInvalid("purpose");
    }

    [Fact]
    public async Task The_catalog_has_Ahrefs_with_its_roles()
    {
        var app = (await App.Owner.GetAsync("apps")).As<ListResponse<AppResponse>>().Items.Single();

        Assert.Equal("ahrefs", app.Id);
        Assert.Equal(["Guest", "Member", "Admin", "Owner"], app.AppRoles);
    }

    private static async Task<AccountResponse> SaveAsync(TestCaller caller) => (await caller.PostAsync("accounts", request)).Expect(HttpStatusCode.Created).As<AccountResponse>();
}
