using System.Net;
using System.Net.Http.Json;
using Azure.Data.Tables;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.LoggingIn;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.LoggingIn;

public sealed class LogInTests(PlatformApp platform, AzuriteServer azurite) : IClassFixture<PlatformApp>
{
    private const string Password = "Recognisable-Passw0rd!";
    private const string Totp = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    private TestApp App => platform.App;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_owner_gets_address_password_and_code_and_it_is_audited_without_either()
    {
        using var ann = await App.CallerAsync("login-ann", WorkspaceRole.User);
        var account = await SaveAsync(ann, "personal");

        var (answer, headers) = await LogInAsync(ann, account.Id);

        var login = answer.Expect(HttpStatusCode.OK).As<LoginResponse>();
        Assert.Equal(("mine@example.com", Password, true), (login.Username, login.Password, Uri.IsWellFormedUriString(login.Address, UriKind.Absolute)));
        var now = App.Get<TimeProvider>().GetUtcNow();
        Assert.Contains(login.OneTimeCode, new[] { PresentCode.Of(Totp, now)?.Code, PresentCode.Of(Totp, now.AddSeconds(-30))?.Code });
        Assert.InRange(login.OneTimeCodeSeconds ?? 0, 1, 30);
        Assert.Equal("no-store", headers.CacheControl?.ToString());
        // The automation uses that code for nothing any more.
        Assert.InRange((await App.Get<AccountsTable>().FindAsync(account.Id, Cancel))?.SignIn.LastUsedCodeStep ?? 0, PresentCode.StepOf(now) - 1, PresentCode.StepOf(now));
        var told = (await ann.GetAsync("activity?userId=login-ann")).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("accountLoggedIn", told, StringComparison.Ordinal);
        var everywhere = told + App.Log.All + await StoredText.ReadTablesAsync(App) + await StoredText.ReadBlobsAsync(App);
        foreach (var secret in new[] { Password, Totp }) Assert.DoesNotContain(secret, everywhere, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_gets_it_whatever_their_role_and_neither_does_a_key_that_somebody_else_issued()
    {
        using var carl = await App.CallerAsync("login-carl", WorkspaceRole.User);
        var own = await SaveAsync(carl, "personal");
        var bot = await SaveAsync(carl, "automation");
        await App.Get<AccountsTable>().ClaimAsync(bot.Id, "login-hub", Cancel);
        await App.Get<HubPeopleTable>().PutOwnerAsync(new Functions.Hubs.HubPerson("login-hub", "login-dina", HubRole.Owner, DateTimeOffset.UtcNow), Cancel);
        using var dina = await App.CallerAsync("login-dina", WorkspaceRole.User);
        using var notInPerson = await App.CallerAsync("login-carl", WorkspaceRole.User, inPerson: false);

        foreach (var other in new[] { dina, App.Owner }) (await other.PostAsync($"accounts/{own.Id}/login", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        foreach (var other in new[] { dina, App.Owner, notInPerson }) (await other.PostAsync($"accounts/{bot.Id}/login", new { })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await notInPerson.PostAsync($"accounts/{own.Id}/login", new { })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        Assert.Equal(Password, (await carl.PostAsync($"accounts/{bot.Id}/login", new { })).Expect(HttpStatusCode.OK).As<LoginResponse>().Password);
        Assert.DoesNotContain(own.Id, (await dina.GetAsync("accounts")).Text, StringComparison.Ordinal);
        // Nobody's own is ever a hub's.
        Assert.False(await App.Get<AccountsTable>().ClaimAsync(own.Id, "login-hub", Cancel));
    }

    [Fact]
    public async Task Too_many_are_refused_until_the_window_has_passed_whichever_instance_is_asked()
    {
        using var eva = await App.CallerAsync("login-eva", WorkspaceRole.User);
        var (account, other) = (await SaveAsync(eva, "personal"), await SaveAsync(eva, "personal"));
        var most = new LoginOptions().Most;

        var answers = await Task.WhenAll(Enumerable.Range(0, most + 3).Select(_ => LogInAsync(eva, account.Id)));

        Assert.Equal(most, answers.Count(answer => answer.Answer.Status == HttpStatusCode.OK));
        var refused = answers.Where(answer => answer.Answer.Status != HttpStatusCode.OK).ToList();
        Assert.All(refused, answer => answer.Answer.ExpectProblem(HttpStatusCode.TooManyRequests, "tooManyRequests"));
        Assert.All(refused, answer => Assert.InRange(answer.Headers.RetryAfter?.Delta ?? TimeSpan.Zero, TimeSpan.FromSeconds(1), new LoginOptions().Window));
        Assert.DoesNotContain(refused, answer => answer.Answer.Text.Contains(Password, StringComparison.Ordinal));
        // Another instance has nothing of this one's memory; and another account has a limit of its own.
        var elsewhere = new LoginsTable(App.Get<TableServiceClient>(), App.Get<TimeProvider>());
        Assert.NotNull(await elsewhere.TryCountAsync(account.Id, "login-eva", most, new LoginOptions().Window, Cancel));
        (await eva.PostAsync($"accounts/{other.Id}/login", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal(most, (await eva.GetAsync("activity?userId=login-eva&limit=1000")).Json["items"]?.AsArray().Count(entry => entry?["event"]?.GetValue<string>() == "accountLoggedIn" && entry["at"] is not null) - 1);
    }

    [Fact]
    public async Task An_idempotency_key_keeps_nothing_of_a_login()
    {
        using var fay = await App.CallerAsync("login-fay", WorkspaceRole.User);
        var account = await SaveAsync(fay, "personal");
        async Task<ApiAnswer> AskAsync() => await fay.SendAsync(HttpMethod.Post, $"accounts/{account.Id}/login", JsonContent.Create(new { }), ("Idempotency-Key", "login-once"));

        (await AskAsync()).Expect(HttpStatusCode.OK);
        (await fay.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest("Another-Passw0rd!", null))).Expect(HttpStatusCode.OK);

        Assert.Equal("Another-Passw0rd!", (await AskAsync()).Expect(HttpStatusCode.OK).As<LoginResponse>().Password);
        var keys = App.Get<TableServiceClient>().GetTableClient(IdempotencyKeysTable.Name).QueryAsync<TableEntity>(cancellationToken: Cancel);
        Assert.Equal(0, await keys.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_backup_code_is_handed_out_once_and_deleting_the_account_deletes_all_of_it()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var gil = await app.CallerAsync("login-gil", WorkspaceRole.User);
        using var other = await app.CallerAsync("login-other", WorkspaceRole.SuperAdmin);
        var account = await SaveAsync(gil, "personal");
        (await gil.PostAsync($"accounts/{account.Id}/backup-code", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        await app.Get<BackupCodes>().KeepAsync(account.Id, "recognisable-code", Cancel);
        (await other.PostAsync($"accounts/{account.Id}/backup-code", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => gil.PostAsync($"accounts/{account.Id}/backup-code", new { })));

        Assert.Equal("recognisable-code", Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK).As<BackupCodeResponse>().Code);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => answer.ExpectProblem(HttpStatusCode.NotFound, "notFound"));
        Assert.Contains("backupCodeHandedOut", (await gil.GetAsync("activity?userId=login-gil")).Text, StringComparison.Ordinal);
        await app.Get<BackupCodes>().KeepAsync(account.Id, "recognisable-code", Cancel);
        (await gil.PostAsync($"accounts/{account.Id}/login", new { })).Expect(HttpStatusCode.OK);
        await app.Get<SessionBlobs>().SaveAsync(account.Id, new SessionToStore("{}"), replaces: null, Cancel);

        (await gil.DeleteAsync($"accounts/{account.Id}")).Expect(HttpStatusCode.NoContent);

        Assert.DoesNotContain(System.IO.Directory.GetFiles(app.SecretsDirectory), file => file.Contains(account.Id, StringComparison.Ordinal));
        Assert.Null(await app.Get<SessionBlobs>().LoadAsync(account.Id, Cancel));
        Assert.Empty(await app.Get<TableServiceClient>().GetTableClient(LoginsTable.Name).QueryAsync<TableEntity>(cancellationToken: Cancel).ToListAsync(Cancel));
    }

    private static async Task<AccountResponse> SaveAsync(TestCaller caller, string purpose) =>
        (await caller.PostAsync("accounts", new SaveAccountRequest("ahrefs", "Mine", "mine@example.com", Password, Totp, purpose))).Expect(HttpStatusCode.Created).As<AccountResponse>();

    private static async Task<(ApiAnswer Answer, System.Net.Http.Headers.HttpResponseHeaders Headers)> LogInAsync(TestCaller caller, string accountId)
    {
        using var client = new HttpClient { BaseAddress = caller.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"accounts/{accountId}/login");
        request.Headers.Add("X-Api-Key", caller.Key);
        var response = await client.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        return (new ApiAnswer(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType, null, null), response.Headers);
    }
}
