using System.Net;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Refusals;

[Collection(nameof(OneApp))]
public sealed class BodyTests(OneApp app)
{
    private Deployment Deployment => app.Deployment;

    [Fact]
    public async Task Names_a_field_that_it_does_not_know()
    {
        using var answer = await Deployment.Owner.PostTextAsync("hubs", """{"app":"ahrefs","colour":"blue"}""");

        await answer.AssertInvalidAsync("colour");
    }

    [Fact]
    public async Task Names_a_field_of_the_wrong_type()
    {
        using var answer = await Deployment.Owner.PostTextAsync("hubs", """{"app":"ahrefs","label":17}""");

        await answer.AssertInvalidAsync("label");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1,2]")]
    [InlineData("")]
    [InlineData("{\"app\":")]
    public async Task Refuses_what_is_no_JSON_object(string body)
    {
        using var answer = await Deployment.Owner.PostTextAsync("hubs", body);

        await answer.AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Refuses_a_body_over_one_mebibyte()
    {
        using var answer = await Deployment.Owner.PostTextAsync("hubs", $$"""{"label":"{{new string('x', 1024 * 1024)}}"}""");

        await answer.AssertRefusedAsync(HttpStatusCode.RequestEntityTooLarge, "tooLarge");
    }

    [Fact]
    public async Task Names_the_line_of_a_malformed_row_and_imports_the_rest_only_if_asked()
    {
        const string csv = "name,email\nAda Lovelace,ada@corp.test\nNobody,not an address\nBoole,boole@corp.test\n";

        using var refused = await Deployment.Owner.PostTextAsync("directory/users/import", csv, "text/csv");
        var problem = await refused.AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid");
        Assert.Contains("3", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ada@corp.test", await SearchAsync("ada@corp.test"), StringComparison.Ordinal);

        using var asked = await Deployment.Owner.PostTextAsync("directory/users/import?skipInvalid=true", csv, "text/csv");
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        Assert.Contains("ada@corp.test", await SearchAsync("ada@corp.test"), StringComparison.Ordinal);
        Assert.Contains("\"line\":3", await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private Task<string> SearchAsync(string text) =>
        Deployment.Owner.Http.GetStringAsync($"directory/users?search={Uri.EscapeDataString(text)}", TestContext.Current.CancellationToken);
}
