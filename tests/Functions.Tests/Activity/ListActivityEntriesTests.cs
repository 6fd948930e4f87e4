using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Activity;

public sealed class ListActivityEntriesTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private TestApp App => platform.App;

    [Fact]
    public async Task Each_person_reads_about_themself_and_only_the_workspaces_heads_read_all()
    {
        using var amy = await App.CallerAsync("amy", WorkspaceRole.LoginOnly);
        using var super = await App.CallerAsync("super", WorkspaceRole.SuperAdmin);
        await AppendAsync(null, "one", "amy");
        await AppendAsync("hub7", "two", "amy");
        await AppendAsync(null, "three", "bob");

        var mine = (await amy.GetAsync("activity")).As<ListResponse<ActivityResponse>>().Items;
        Assert.Equal(["one", "two"], mine.Select(entry => entry.Event).Order(StringComparer.Ordinal));
        (await amy.GetAsync("activity?userId=bob")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await amy.GetAsync("activity?hubId=hub7")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await amy.GetAsync("activity/verify")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");

        var all = (await super.GetAsync("activity")).As<ListResponse<ActivityResponse>>().Items.Select(entry => entry.Event).ToList();
        Assert.Contains("three", all);
        Assert.DoesNotContain("two", all);
        Assert.True((await super.GetAsync("activity/verify")).Expect(HttpStatusCode.OK).As<ActivityVerdictResponse>().Whole);
    }

    [Fact]
    public async Task An_exported_name_is_no_formula_and_hides_nothing()
    {
        using var eve = await App.CallerAsync("eve", WorkspaceRole.User);
        await AppendAsync(null, "renamed", "eve", "=HYPERLINK(\"http://x\")\u202Egnp\u0007\n");

        var csv = (await eve.GetAsync("activity?format=csv")).Expect(HttpStatusCode.OK);
        var line = csv.Text.Split("\r\n").Single(row => row.Contains("renamed", StringComparison.Ordinal));
        Assert.Equal("text/csv", csv.ContentType);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\")\\u202egnp\\u0007\\u000a\"", line, StringComparison.Ordinal);

        var json = (await eve.GetAsync("activity?format=jsonl")).Expect(HttpStatusCode.OK).Text.TrimEnd('\n').Split('\n');
        Assert.Single(json);
    }

    [Fact]
    public async Task Whoever_has_an_export_can_recompute_its_chain()
    {
        using var owner = await App.CallerAsync("chief", WorkspaceRole.SuperAdmin);
        await AppendAsync(null, "first", "ann", "Zoë & <b>");
        await AppendAsync(null, "second", "bob");

        var lines = (await owner.GetAsync("activity?format=jsonl")).Expect(HttpStatusCode.OK).Text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)?.AsObject() ?? []).OrderBy(line => line["sequence"]?.GetValue<long>()).ToList();

        Assert.True(lines.Count >= 2);
        var hash = "";
        foreach (var line in lines)
        {
            string?[] fields = [hash, .. new[] { "hubId", "sequence", "id", "at", "actorId", "actorName", "event", "target", "memberId", "userId", "before", "after", "taskId" }.Select(name => Field(line, name))];
            hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(fields)));
            Assert.Equal(line["hash"]?.ToString(), hash);
        }
    }

    [Theory]
    [InlineData("format=xml", "format")]
    [InlineData("from=yesterday", "from")]
    [InlineData("memberId=m", "memberId")]
    [InlineData("limit=0", "limit")]
    [InlineData("continuation=~", "continuation")]
    public async Task Bad_filters_are_named(string query, string field) => (await App.Owner.GetAsync($"activity?{query}")).ExpectInvalid(field);

    private static string? Field(JsonObject line, string name) =>
        name == "at" ? line[name]?.GetValue<DateTimeOffset>().UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : line[name]?.ToString();

    private Task AppendAsync(string? hub, string what, string userId, string? after = null) => App.Get<ActivityTable>().AppendAsync(
        hub, new ActivityEntry(Guid.NewGuid().ToString("N"), DateTimeOffset.UtcNow, "owner", "Olive", what, UserId: userId, After: after), TestContext.Current.CancellationToken);
}
