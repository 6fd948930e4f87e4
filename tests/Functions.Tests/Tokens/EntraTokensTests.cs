using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.EntraSimulator.Hosting;
using Seatkeeper.EntraSimulator.Issuing;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Scim;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Tokens;

public sealed class EntraTokensTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Person = "c0ffee00-1234-4abc-8def-001122334455";

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private RunningIssuer? issuer;
    private TestApp? app;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    private TestApp App => app ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        issuer = await RunningIssuer.StartAsync(Cancel);
        app = await TestApp.StartAsync(azurite, services =>
        {
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(clock);
        }, settings =>
        {
            settings["Entra:TenantId"] = RunningIssuer.Tenant;
            settings["Entra:Audience"] = $"{RunningIssuer.ClientId}, {RunningIssuer.AppUri}";
            settings["Entra:Authority"] = Issuer.Authority;
        });
        await App.Get<WorkspaceUsersTable>().SaveAsync(
            [new DirectoryPerson(Person, WorkspaceUserKind.Directory, "Tess Directory", null, "tess@example.com", [], WorkspaceRole.GuestUser, Active: true)], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    [Fact]
    public async Task Who_calls_is_the_person_of_the_object_id_in_person_with_the_role_of_the_token()
    {
        var made = (await CallAsync(Issuer.Token(Person), HttpMethod.Post, "api-keys", """{"name":"Mine"}""")).Expect(HttpStatusCode.Created);
        // A key goes by the directory, and says so.
        Assert.Equal((Person, "Tess Directory", "GuestUser"), (made.Json["holderId"]?.ToString(), made.Json["holderName"]?.ToString(), made.Json["role"]?.ToString()));

        // The role decides per call, whatever the directory says; of several the highest.
        await RefusedAsync(HttpStatusCode.Forbidden, Issuer.Token(Person), "teams");
        (await CallAsync(Issuer.Token(Person, claims => claims["roles"] = new[] { "Workspace.LoginOnly", "Workspace.Admin", "Else.Owner", "Workspace.Emperor" }), HttpMethod.Get, "teams")).Expect(HttpStatusCode.OK);
        await RefusedAsync(HttpStatusCode.Forbidden, Issuer.Token(Person, claims => claims.Remove("roles")), "apps");
        await RefusedAsync(HttpStatusCode.Forbidden, Issuer.Token(Person, claims => claims["roles"] = "Owner"), "apps");

        // Another person with the same address is another person.
        await RefusedAsync(HttpStatusCode.Forbidden, Issuer.Token(Guid.NewGuid().ToString()), "apps");
        var users = App.Get<WorkspaceUsersTable>();
        await users.SaveAsync([(await users.FindAsync(Person, Cancel))! with { Active = false }], Cancel);
        await RefusedAsync(HttpStatusCode.Unauthorized, Issuer.Token(Person), "apps");
    }

    [Fact]
    public async Task A_key_that_would_say_more_than_the_directory_gives_is_refused_and_one_that_names_no_role_says_what_it_gives()
    {
        var super = Issuer.TokenOf(Person, "SuperAdmin", "Tess", "tess@example.com");
        (await CallAsync(super, HttpMethod.Post, "api-keys", """{"name":"Nightly","servicePrincipal":"nightly","role":"SuperAdmin"}""")).ExpectInvalid("role");
        var made = (await CallAsync(super, HttpMethod.Post, "api-keys", """{"name":"Nightly","servicePrincipal":"nightly"}""")).Expect(HttpStatusCode.Created);
        Assert.Equal("GuestUser", made.Json["role"]?.ToString());

        // Once the directory has the role, the key says it and gives it, and gives it no more when it is taken there.
        await GiveAsync(WorkspaceRole.SuperAdmin);
        made = (await CallAsync(super, HttpMethod.Post, "api-keys", """{"name":"Nightly","servicePrincipal":"nightly","role":"SuperAdmin"}""")).Expect(HttpStatusCode.Created);
        using var nightly = App.Owner.With(made.Json["key"]?.ToString());
        (await nightly.GetAsync("scim-connections")).Expect(HttpStatusCode.OK);
        await GiveAsync(WorkspaceRole.User);
        (await nightly.GetAsync("scim-connections")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
    }

    [Fact]
    public async Task Tokens_of_both_versions_and_audiences_are_taken()
    {
        (await CallAsync(Issuer.Token(Person))).Expect(HttpStatusCode.OK);
        (await CallAsync(Issuer.Token(Person, claims =>
        {
            claims["iss"] = $"https://sts.windows.net/{RunningIssuer.Tenant}/";
            claims["aud"] = RunningIssuer.AppUri;
            claims["ver"] = "1.0";
            claims["appid"] = claims["azp"];
            claims.Remove("azp");
        }))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whatever_else_a_token_is_nobody_calls_with_it_and_the_answer_is_always_the_same()
    {
        var shared = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(Convert.ToBase64String(Issuer.Key.Rsa.ExportSubjectPublicKeyInfo()))) { KeyId = Issuer.Key.KeyId };
        var pem = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(Issuer.Key.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = Issuer.Key.KeyId };
        var stranger = new RsaSecurityKey(TokenMaking.NewKey().Rsa) { KeyId = Issuer.Key.KeyId };
        var now = DateTimeOffset.UtcNow;
        var good = Issuer.Token(Person);
        string[] bad =
        [
            Issuer.Token(Person, claims => claims["aud"] = "00000000-0000-0000-0000-000000000000"),
            Issuer.Token(Person, claims => claims.Remove("aud")),
            Issuer.Token(Person, claims => claims["iss"] = $"{Issuer.Authority}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"),
            Issuer.Token(Person, claims => claims["iss"] = Issuer.Issuer + "/"),
            Issuer.Token(Person, claims => claims["tid"] = "9188040d-6c67-4c5b-b112-36a304b66dad"),
            Issuer.Token(Person, claims => claims.Remove("tid")),
            Issuer.Token(Person, claims => claims["exp"] = now.AddMinutes(-2).ToUnixTimeSeconds()),
            Issuer.Token(Person, claims => claims.Remove("exp")),
            Issuer.Token(Person, claims => claims["nbf"] = now.AddMinutes(5).ToUnixTimeSeconds()),
            Issuer.Token(Person, claims => claims.Remove("oid")),
            Issuer.Token(Person, claims => claims["oid"] = "tess@example.com"),
            // A token that proves a sign-in and was meant for no API.
            Issuer.Token(Person, claims => claims.Remove("scp")),
            Issuer.Token(Person, claims => claims.Remove("azp")),
            // Neither a person's nor a program's, and both.
            Issuer.Token(Person, claims =>
            {
                claims.Remove("scp");
                claims["idtyp"] = "app";
            }),
            Issuer.Token(Person, claims => claims["sub"] = Person),
            Issuer.Token(Person, algorithm: "none"),
            Issuer.Token(Person, key: shared, algorithm: SecurityAlgorithms.HmacSha256),
            Issuer.Token(Person, key: pem, algorithm: SecurityAlgorithms.HmacSha256),
            Issuer.Token(Person, key: stranger),
            Issuer.Token(Person, algorithm: SecurityAlgorithms.RsaSha512),
            good[..^4] + (good[^4] == 'A' ? 'B' : 'A') + good[^3..],
            good[..good.LastIndexOf('.')] + ".",
            "e30.e30.e30", "nonsense", "", "a b", new string('a', 20_000),
        ];

        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in bad)
            answers.Add((await RefusedAsync(HttpStatusCode.Unauthorized, token)).Json["detail"]?.ToString() ?? "");
        Assert.Equal("The access token is not valid.", Assert.Single(answers));
        (await CallAsync(good)).Expect(HttpStatusCode.OK);
        (await App.Owner.SendAsync(HttpMethod.Get, "apps", null, ("Authorization", $"Bearer {good}"))).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        Assert.All(bad.Where(token => token.Length > 100), token => Assert.DoesNotContain(token, App.Log.All, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_are_new_are_found_those_of_others_are_not_and_a_flood_of_unknown_ones_asks_the_issuer_once()
    {
        (await CallAsync(Issuer.Token(Person))).Expect(HttpStatusCode.OK);
        var old = Issuer.Token(Person);
        clock.Advance(TimeSpan.FromMinutes(1));
        Issuer.Rotate();
        (await CallAsync(Issuer.Token(Person))).Expect(HttpStatusCode.OK);
        (await CallAsync(old)).Expect(HttpStatusCode.OK);
        Assert.Equal(2, Issuer.Asked);

        for (var i = 0; i < 5; i++) await RefusedAsync(HttpStatusCode.Unauthorized, Issuer.Token(Person, key: TokenMaking.NewKey()));
        Assert.Equal(2, Issuer.Asked);

        // A key that the issuer publishes for another tenant signs nothing of ours; one for all tenants does.
        clock.Advance(TimeSpan.FromMinutes(1));
        var (others, all) = (TokenMaking.NewKey(), TokenMaking.NewKey());
        Issuer.Publish(others, $"{Issuer.Authority}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
        Issuer.Publish(all, $"{Issuer.Authority}/{{tenantid}}/v2.0");
        await RefusedAsync(HttpStatusCode.Unauthorized, Issuer.Token(Person, key: others));
        (await CallAsync(Issuer.Token(Person, key: all))).Expect(HttpStatusCode.OK);
        Assert.Equal(3, Issuer.Asked);
    }

    [Fact]
    public async Task While_the_issuer_is_down_known_keys_are_good_for_a_while_and_then_nobody_gets_in()
    {
        var good = Issuer.Token(Person, claims => claims["exp"] = DateTimeOffset.UtcNow.AddDays(10).ToUnixTimeSeconds());
        Issuer.IsDown = true;
        var refused = (await CallAsync(good)).ExpectProblem(HttpStatusCode.ServiceUnavailable, "DirectoryUnavailable");
        Assert.Equal(TimeSpan.FromSeconds(30), refused.RetryAfter);
        clock.Advance(TimeSpan.FromMinutes(1));
        Issuer.IsDown = false;
        (await CallAsync(good)).Expect(HttpStatusCode.OK);

        Issuer.IsDown = true;
        clock.Advance(TimeSpan.FromHours(35));
        (await CallAsync(good)).Expect(HttpStatusCode.OK);
        // Whether a key that nobody knows here is one of the issuer's, only the issuer could say.
        (await CallAsync(Issuer.Token(Person, claims => claims["exp"] = DateTimeOffset.UtcNow.AddDays(10).ToUnixTimeSeconds(), TokenMaking.NewKey()))).Expect(HttpStatusCode.ServiceUnavailable);
        clock.Advance(TimeSpan.FromHours(2));
        (await CallAsync(good)).Expect(HttpStatusCode.ServiceUnavailable);
        // A key that was taken back is good no longer than until the issuer is asked.
        Issuer.IsDown = false;
        Issuer.Rotate(keepOld: false);
        clock.Advance(TimeSpan.FromMinutes(1));
        await RefusedAsync(HttpStatusCode.Unauthorized, good);
    }

    [Fact]
    public async Task While_the_issuer_is_down_made_up_tokens_fill_no_log_and_those_that_are_known_are_not_held_off()
    {
        var good = Issuer.Token(Person);
        (await CallAsync(good)).Expect(HttpStatusCode.OK);
        Issuer.IsDown = true;
        clock.Advance(TimeSpan.FromMinutes(1));
        var (before, madeUp) = (LinesOfFailedCalls(), TokenMaking.NewKey());

        // More than anybody may try with what is refused.
        for (var call = 0; call < 70; call++)
            (await CallAsync(Issuer.Token(Person, key: madeUp))).ExpectProblem(HttpStatusCode.ServiceUnavailable, "DirectoryUnavailable");
        (await CallAsync(good)).Expect(HttpStatusCode.OK);
        Assert.Equal(1, LinesOfFailedCalls() - before);

        clock.Advance(TimeSpan.FromMinutes(1));
        (await CallAsync(Issuer.Token(Person, key: madeUp))).Expect(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(2, LinesOfFailedCalls() - before);
    }

    [Fact]
    public async Task A_program_of_the_tenant_is_nobody_in_person()
    {
        var token = Issuer.TokenOfProgram("77777777-1234-4abc-8def-001122334455", "Admin");

        (await CallAsync(token, HttpMethod.Get, "teams")).Expect(HttpStatusCode.OK);
        (await CallAsync(token, HttpMethod.Post, "api-keys", """{"name":"Mine"}""")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        await RefusedAsync(HttpStatusCode.Forbidden, Issuer.TokenOfProgram("77777777-1234-4abc-8def-001122334455", "Emperor"));
    }

    [Fact]
    public async Task At_SCIM_nobody_gets_in_with_an_access_token_and_with_a_connections_token_nowhere_else()
    {
        var owner = Issuer.TokenOf(Person, "Owner", "Tess", "tess@example.com");
        var scim = (await CallAsync(owner, HttpMethod.Post, "scim-connections", """{"name":"Entra"}""")).Expect(HttpStatusCode.Created).Json["token"]?.ToString() ?? "";
        using var provider = new ScimProvider(App.Owner.Address, scim);
        using var person = new ScimProvider(App.Owner.Address, owner);
        // Both come by the same header, and each is good at its own door.
        (await provider.GetAsync("Users")).Expect(200);
        (await CallAsync(owner, HttpMethod.Get, "scim-connections")).Expect(HttpStatusCode.OK);

        var calls = HttpFunction.OfTheApp().Where(function => !OpenRoutes.IsOpen(function.Name)).SelectMany(function => function.Methods, (function, method) => (method, path: function.Route.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal))).ToList();
        Assert.True(calls.Count > 100, $"{calls.Count} calls");
        foreach (var (method, path) in calls)
        {
            if (path.StartsWith("scim/v2/", StringComparison.Ordinal))
                (await person.SendAsync(method, path["scim/v2/".Length..])).ExpectError(401);
            else
                (await CallAsync(scim, new HttpMethod(method), "/" + path)).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        }

        using var keyed = App.Owner.With(scim);
        (await keyed.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        Assert.All(new[] { scim, owner }, token => Assert.DoesNotContain(token, App.Log.All, StringComparison.Ordinal));
    }

    private int LinesOfFailedCalls() => App.Log.All.Split('\n').Count(line => line.Contains("failed: DirectoryUnavailable", StringComparison.Ordinal));

    private async Task GiveAsync(WorkspaceRole role)
    {
        var users = App.Get<WorkspaceUsersTable>();
        await users.SaveAsync([(await users.FindAsync(Person, Cancel))! with { Role = role }], Cancel);
    }

    private async Task<ApiAnswer> RefusedAsync(HttpStatusCode status, string token, string path = "apps") =>
        (await CallAsync(token, HttpMethod.Get, path)).ExpectProblem(status, status == HttpStatusCode.Unauthorized ? "notAuthenticated" : "notAllowed");

    private async Task<ApiAnswer> CallAsync(string token, HttpMethod? method = null, string path = "apps", string? body = null)
    {
        using var caller = App.Owner.With(null);
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await caller.SendAsync(method ?? HttpMethod.Get, path, content, ("Authorization", $"Bearer {token}"));
    }
}
