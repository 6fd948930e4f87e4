using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>What is taken out of texts, and what stays.</summary>
public sealed class RedactedTextTests
{
    // In pieces, so that scanners of this repository find no token.
    private const string Jwt = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ" + "." + "eyJhdWQiOiJhcGkiLCJvaWQiOiIxIn0" + "." + "c2lnbmF0dXJl-X_9";

    [Theory]
    // People.
    [InlineData("User 'ann.o'neil+x@mail.corp.test' does not exist", "User '(address)' does not exist")]
    [InlineData("GET /users/ann%40corp.test/memberOf: ann_corp.test#EXT#@tenant.onmicrosoft.test", "GET /users/(address)/memberOf: (address)")]
    [InlineData("CORP\\ann@corp.test or a@x.test+b@y.test,c@z.test", "CORP\\(address) or (address),(address)")]
    [InlineData("jürgen@bücher.example, ANN@CORP.TEST", "(address), (address)")]
    // What programs show each other.
    [InlineData("Bearer " + Jwt, "Bearer (redacted)")]
    [InlineData("sent " + Jwt + " to it", "sent (redacted) to it")]
    [InlineData("Bearer abc.123", "Bearer (redacted)")]
    [InlineData("Basic dXNlcjpwYXNz", "Basic (redacted)")]
    [InlineData("SharedKey account:bWFj/c2ln+g==", "SharedKey (redacted)")]
    [InlineData("Authorization: Bearer a b c\nHost: graph.test", "Authorization: (redacted)\nHost: graph.test")]
    [InlineData("cookie: sid=1; theme=\"dark\"; x=2\r\nAccept: */*", "cookie: (redacted)\r\nAccept: */*")]
    [InlineData("""{"Set-Cookie":["a=1; Path=/"],"status":500}""", """{"Set-Cookie":["(redacted)"],"status":500}""")]
    [InlineData("X-Api-Key: mine\nX-Request-Id: 7", "X-Api-Key: (redacted)\nX-Request-Id: 7")]
    // Pairs.
    [InlineData("https://x.blob.test/c/b?sv=2026-01-01&sig=a%2Bb%3D&se=1", "https://x.blob.test/c/b?sv=2026-01-01&sig=(redacted)&se=1")]
    [InlineData("AccountName=devstore;AccountKey=abc/def==;Table", "AccountName=devstore;AccountKey=(redacted);Table")]
    [InlineData("Endpoint=sb://x;SharedAccessKey=q;Password = a,b(c ; User=u", "Endpoint=sb://x;SharedAccessKey=(redacted);Password = (redacted) ; User=u")]
    [InlineData("Password=a\\b\\c;User=u", "Password=(redacted);User=u")]
    [InlineData("client_secret=a~b&grant_type=x&client_assertion=y", "client_secret=(redacted)&grant_type=x&client_assertion=(redacted)")]
    [InlineData("https://hook.test/api?code=abc&key=d&page=2", "https://hook.test/api?code=(redacted)&key=(redacted)&page=2")]
    [InlineData("{\"user\":\"bot\",\"password\":\"it's \\\"so\\\" 7\",\"totpSecret\" : \"KRUG\"}", "{\"user\":\"bot\",\"password\":\"(redacted)\",\"totpSecret\" : \"(redacted)\"}")]
    [InlineData("{\"body\":\"{\\\"refresh_token\\\":\\\"a b\\\",\\\"n\\\":1}\"}", "{\"body\":\"{\\\"refresh_token\\\":\\\"(redacted)\\\",\\\"n\\\":1}\"}")]
    [InlineData("{'apiKey': 'x y', \"token\": null}", "{'apiKey': '(redacted)', \"token\": null}")]
    [InlineData("https://bot:hunter2@proxy.test:8080/", "https://(redacted)@proxy.test:8080/")]
    // By shape alone: 256 random bits, a client secret's middle, base32, hexadecimal of another length than ids have.
    [InlineData("key 4rT0xV9-aBcD_efG7hIjKlMn1oPqRsTuV2wXyZ3AbCd", "key (redacted)")]
    [InlineData("q9J8z/3K+vYb0Hn2sLw5RtXcUe7oQdMfA1GpTi4BkSg= is no key", "(redacted) is no key")]
    [InlineData("/workspaces/invitations/addressed/people/4rT0xV9-aBcD_efG7hIjKlMn1oPqRsTuV2wXyZ3AbCd/accepted/together/everything/belonging/including/notifications/assignments/subscriptions", "/workspaces/invitations/addressed/people/(redacted)/accepted/together/everything/belonging/including/notifications/assignments/subscriptions")]
    [InlineData("secret KRUGS4ZANFZSAYJAKRUGS4ZANFZSAYJA", "secret (redacted)")]
    [InlineData("hash 0123456789abcdef0123456789abcdef01234567", "hash (redacted)")]
    public void What_must_not_get_out_is_taken_out_and_the_rest_stays(string text, string redacted)
    {
        Assert.Equal(redacted, RedactedText.Of(text));
        Assert.Equal(redacted, RedactedText.Of(redacted));
    }

    [Theory]
    // Ids, as operators look for them.
    [InlineData("Task 0f8fad5bd9cb469fa16570867728950e-check-7c9e6679742540de944be07fc1f90ae7 ended as Failed (Unexpected)")]
    [InlineData("hub 0f8fad5bd9cb469fa16570867728950e-members-undo-7c9e6679742540de944be07fc1f90ae7")]
    [InlineData("0F8FAD5B-D9CB-469F-A165-70867728950E and https://graph.test/v1.0/users/0f8fad5b-d9cb-469f-a165-70867728950e/memberOf/microsoft.graph.group")]
    [InlineData("traceparent 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("Page map ahrefs version 7 is in force (digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08).")]
    [InlineData("checks/0f8fad5bd9cb469fa16570867728950e/snapshot/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.json.gz")]
    [InlineData("638999999999999999-0f8fad5bd9cb469fa16570867728950e")]
    [InlineData("/subscriptions/0f8fad5b-d9cb-469f-a165-70867728950e/resourceGroups/rg-seatkeeper-test/providers/Microsoft.KeyVault/vaults/kv-seatkeeper-a1b2c3")]
    // What libraries say that is worth reading.
    [InlineData("Status: 403 (Forbidden)\nErrorCode: AuthorizationPermissionMismatch\n{\"code\":\"Request_ResourceNotFound\",\"message\":\"Resource does not exist\"}")]
    [InlineData("WWW-Authenticate: Bearer authorization=\"https://login.test/x\", resource=\"https://vault.test\"")]
    [InlineData("The bearer token is missing. Basic authentication is off. The secret: acct-automation-password was not found; no token, no password.")]
    [InlineData("Could not load file or assembly 'System.Text.Json, Version=10.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51'.")]
    [InlineData("members@odata.bind, @odata.nextLink, Azurite@3.36.0, azurite@10.20.30")]
    [InlineData("InstrumentationKey=11111111-2222-3333-4444-555555555555;IngestionEndpoint=https://ingest.test/")]
    [InlineData("   at Seatkeeper.Functions.Http.ApiGate.<>c__DisplayClass5_0.<<PassApiAsync>b__0>d.MoveNext() in /src/Functions/Http/ApiGate.cs:line 34")]
    [InlineData("   at System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1.AsyncStateMachineBox`1.ExecutionContextCallback(Object s)")]
    [InlineData("   at A.Tests.Everybody_gets_exactly_the_status_that_their_Role2_has_and_who_is_refused_leaves_no_trace()")]
    [InlineData("GetUsersByIdOfTheirTenantAsyncV2WithRetriesAndAllOfTheirGroups3, A_list_cut_at_page_3_just_seems_to_end, APPLICATIONINSIGHTS_CONNECTION_STRING2")]
    [InlineData("")]
    public void Ids_and_what_tells_nobody_anything_stay_as_they_are(string text) => Assert.Equal(text, RedactedText.Of(text));

    [Fact]
    public void Keys_as_the_app_makes_them_are_known_by_their_shape()
    {
        // The same ones each time.
        var random = new Random(7);
        var (bytes, missed) = (new byte[32], 0);
        for (var i = 0; i < 4_000; i++)
        {
            random.NextBytes(bytes);
            missed += RedactedText.Of(i % 2 == 0 ? Base64Url.EncodeToString(bytes) : Convert.ToBase64String(bytes)) == "(redacted)" ? 0 : 1;
        }

        Assert.InRange(missed, 0, 4);
    }

    [Fact]
    public void Json_remains_json()
    {
        var inside = JsonSerializer.Serialize(new { Authorization = "Bearer x.1", cookie = "a=\"b\"; c", password = "a\\\"b", note = "ann@corp.test" });
        var text = JsonSerializer.Serialize(new { errorType = "X", errorMessage = $"Cookie: a=1\nfailed with {inside}", stackTrace = "   at X.Y()" });

        var redacted = JsonDocument.Parse(RedactedText.Of(text)).RootElement;

        Assert.Equal(("X", "   at X.Y()"), (redacted.GetProperty("errorType").GetString(), redacted.GetProperty("stackTrace").GetString()));
        Assert.DoesNotContain("corp.test", redacted.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void However_texts_are_put_together_json_remains_json_and_what_is_redacted_stays_as_it_is(bool relaxed)
    {
        string[] bits =
        [
            "ann@corp.test", "password", "token", "sig", "=", ":", "\"", "'", "\n", "\\", "{", "}", "[", "]", ",", ";", " ", "Authorization", "Cookie", "Bearer ", Jwt, "x", "+", "&", "?",
            "code", "a==", "://", "u:p@h", "%40", "null", "X-Api-Key", "u0022", "é",
        ];
        var json = new JsonSerializerOptions { Encoder = relaxed ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default };
        var random = new Random(11);
        for (var i = 0; i < 10_000; i++)
        {
            var text = string.Concat(random.GetItems(bits, random.Next(1, 14)));
            var redacted = RedactedText.Of(JsonSerializer.Serialize(new { before = "x", text, after = text, stack = "at X.Y()" }, json));

            Assert.Equal(("x", "at X.Y()"), (JsonDocument.Parse(redacted).RootElement.GetProperty("before").GetString(), JsonDocument.Parse(redacted).RootElement.GetProperty("stack").GetString()));
            Assert.Equal(RedactedText.Of(text), RedactedText.Of(RedactedText.Of(text)));
            Assert.DoesNotContain("ann@", redacted, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parts_of_a_line_keep_their_type_where_there_is_nothing_to_take_out()
    {
        var (id, names) = (Guid.NewGuid(), new[] { "a", "b" });

        Assert.Equal([7, id, DayOfWeek.Monday, null, true], new object?[] { 7, id, DayOfWeek.Monday, null, true }.Select(RedactedText.OfValue));
        Assert.Same(names, RedactedText.OfValue(names));
        Assert.Equal(new[] { "a", "(address)" }, RedactedText.OfValue(new[] { "a", "ann@corp.test" }));
        Assert.Equal("https://x.test/?sig=(redacted)", RedactedText.OfValue(new Uri("https://x.test/?sig=abc")));
    }

    [Fact]
    public void A_text_of_any_length_is_looked_through()
    {
        var text = new StringBuilder().Insert(0, "a.b-c_d", 60_000).Append(" ann@corp.test").ToString();

        Assert.EndsWith(" (address)", RedactedText.Of(text), StringComparison.Ordinal);
    }
}
